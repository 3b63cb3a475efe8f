using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Genesys.Receiver.Intake;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Intake;

/// <summary>Asking about payloads and schemas, on the real receiver.</summary>
public sealed class ValidationRoutesTests : IDisposable
{
    private readonly ReceiverApp _receiver = ReceiverApp.Start(new()
    {
        ["Intake:Auth:Mode"] = "ApiKey",
        ["Intake:Auth:ApiKeys:0"] = "a-key-of-this-test-that-is-long-enough",
        ["Intake:MaxBodyBytes"] = "100000",
    });

    private readonly HttpClient _client;

    public ValidationRoutesTests()
    {
        _client = new HttpClient { BaseAddress = _receiver.Address };
        _client.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-this-test-that-is-long-enough");
    }

    public void Dispose()
    {
        _client.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task ValidEvent_IsAccepted_AndNotRecorded()
    {
        for (var time = 0; time < 2; time++)
        {
            var report = await ValidateAsync(Events.Flat);
            Assert.Equal("accepted", report.GetProperty("verdict").GetString());
            Assert.Equal("genesys.cloud/1", report.GetProperty("schema").GetString());
            Assert.True(Guid.TryParse(report.GetProperty("requestId").GetString(), out _));
        }

        using var answer = await _client.PostAsync(SubscriptionEndpoint.Path, JsonContent(Events.Flat), Cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("accepted", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task InvalidEvent_IsAnsweredWithItsFindings()
    {
        var report = await ValidateAsync("""{"id":7}""");

        Assert.Equal("rejected", report.GetProperty("verdict").GetString());
        Assert.Equal(6, report.GetProperty("errorCount").GetInt32());
        Assert.Equal("/id", report.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task BrokenJson_IsAnsweredWithItsOffset() =>
        Assert.Equal(
            5, (await ValidateAsync("""{"id"}""")).GetProperty("errors")[0].GetProperty("byteOffset").GetInt64());

    [Fact]
    public async Task Array_IsAnsweredItemByItem()
    {
        var report = await ValidateAsync($"[{Events.Flat},{{}}]");

        Assert.Equal("rejected", report.GetProperty("verdict").GetString());
        Assert.Equal(
            ["accepted", "rejected"],
            report.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Drift_IsShown()
    {
        var changed = Events.Partner("v2.detail.events.conversation.{id}.new", new System.Text.Json.Nodes.JsonObject())
            .ToJsonString();

        var drift = (await ValidateAsync(changed)).GetProperty("drift")[0];

        Assert.Equal("unknown_topic", drift.GetProperty("kind").GetString());
        Assert.Equal("v2.detail.events.conversation.{id}.new", drift.GetProperty("value").GetString());
    }

    [Fact]
    public async Task EventOfAnAccountThatIsntTaken_IsRejected_AsTheSubscriptionWould()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:Auth:AllowedAccounts:0"] = "999999999999" });
        using var client = new HttpClient { BaseAddress = receiver.Address };

        foreach (var body in (string[])[Events.Flat, $"[{Events.Flat}]"])
        {
            using var answer = await client.PostAsync(ValidateEndpoint.Path, JsonContent(body), Cancel);
            var report = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            var one = report.TryGetProperty("items", out var items) ? items[0] : report;
            Assert.Equal("not_allowed", one.GetProperty("errors")[0].GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData(100_001, "application/json", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(10, "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task WhatTheSubscriptionWouldntRead_IsntReadHere(int length, string contentType, HttpStatusCode status)
    {
        using var content = new StringContent(new string(' ', length), Encoding.UTF8, contentType);
        using var answer = await _client.PostAsync(ValidateEndpoint.Path, content, Cancel);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", ValidateEndpoint.Path)]
    [InlineData("GET", SchemasEndpoint.Path)]
    [InlineData("GET", SchemasEndpoint.Path + "/genesys.cloud/1")]
    public async Task WithoutCredentials_NothingIsAnswered(string method, string path)
    {
        using var unauthenticated = new HttpClient { BaseAddress = _receiver.Address };
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path)
        { Content = method == "POST" ? JsonContent(Events.Flat) : null };
        using var answer = await unauthenticated.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task EverySchema_IsAnswered_TogetherAndAlone()
    {
        var all = await _client.GetFromJsonAsync<JsonElement>(SchemasEndpoint.Path, Cancel);

        Assert.Equal(2 + 242, all.GetProperty("schemas").GetArrayLength());
        foreach (var listed in all.GetProperty("schemas").EnumerateArray())
        {
            using var answer = await _client.GetAsync(listed.GetProperty("href").GetString(), Cancel);
            Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
            var alone = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.True(JsonElement.DeepEquals(listed.GetProperty("schema"), alone));
        }
    }

    [Theory]
    [InlineData("/genesys.cloud/2")]
    [InlineData("/aws.partner/genesys.com?topic=v2.nothing")]
    public async Task UnknownSchema_IsNotFound(string path)
    {
        using var answer = await _client.GetAsync(SchemasEndpoint.Path + path, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<JsonElement> ValidateAsync(string body)
    {
        using var answer = await _client.PostAsync(ValidateEndpoint.Path, JsonContent(body), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static StringContent JsonContent(string body) => new(body, Encoding.UTF8, "application/json");
}
