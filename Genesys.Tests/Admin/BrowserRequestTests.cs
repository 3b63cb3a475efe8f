using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Genesys.Tests.Admin;

/// <summary>
/// What a page can make a browser send to a service on the same machine, where nothing asks for a key.
/// </summary>
public sealed class BrowserRequestTests(SharedAdminApp shared) : IClassFixture<SharedAdminApp>
{
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://page.example.com")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "page.example.com")]
    [InlineData("Host", "localhost.example.com:8000")]
    public async Task ChangeThatAnotherSiteAsksFor_IsRefused(string header, string value)
    {
        var app = shared.App;
        foreach (var contentType in (string[])["text/plain", "application/json"])
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, "/admin/jobs")
            { Content = new StringContent("{}", Encoding.UTF8, contentType) };
            request.Headers.TryAddWithoutValidation(header, value);

            using var answer = await app.Client.SendAsync(request, Cancel);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(
                "/problems/cross-site",
                JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("type").GetString());
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Host", "127.0.0.1:8000")]
    [InlineData("Host", "[::1]:8000")]
    [InlineData("Host", "receiver")]
    [InlineData("Host", "host.docker.internal:8000")]
    public async Task ChangeThatNoOtherSiteAsksFor_IsMade(string? header, string? value)
    {
        var app = shared.App;
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/admin/validate")
        { Content = JsonContent.Create(new { }) };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await app.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    public async Task WhatAFormCanSend_IsNoJson_EvenWithoutABody(string? contentType)
    {
        var app = shared.App;
        using var content = new ByteArrayContent([]);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await app.Client.PostAsync("/admin/jobs/1/stop", content, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task ReadingUnderAPublicName_IsRefused_WhereNoKeyIsAskedFor()
    {
        var app = shared.App;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/me");
        request.Headers.Host = "rebound.example.com";

        using var answer = await app.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task PublicName_IsTaken_WhereAKeyIsAskedFor()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", "an-operators-long-key"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/me");
        request.Headers.Host = "receiver.example.com";
        request.Headers.Add("X-Api-Key", "an-operators-long-key");

        using var answer = await app.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
