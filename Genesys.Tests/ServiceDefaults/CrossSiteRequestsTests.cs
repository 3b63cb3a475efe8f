using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Genesys.ServiceDefaults;
using Genesys.Tests.MockCloudWatch;
using Genesys.Tests.MockGenesys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace Genesys.Tests.ServiceDefaults;

public class CrossSiteRequestsTests
{
    [Theory]
    // What programs send.
    [InlineData("POST", "localhost:8010", null, null, 200)]
    [InlineData("POST", "127.0.0.1:8010", null, null, 200)]
    [InlineData("POST", "[::1]:8010", null, null, 200)]
    [InlineData("POST", "192.168.1.7:8010", null, null, 200)]
    [InlineData("POST", "cloudwatch:4566", null, null, 200)]
    [InlineData("POST", "host.docker.internal:4566", null, null, 200)]
    [InlineData("POST", "mock.stack.svc.cluster.local:8010", null, null, 200)]
    [InlineData("POST", "logs.us-east-1.localhost.localstack.cloud:4566", null, null, 200)]
    // What the service's own page sends.
    [InlineData("POST", "localhost:8010", "same-origin", "http://localhost:8010", 200)]
    [InlineData("DELETE", "localhost:8010", null, "http://localhost:8010", 200)]
    [InlineData("PUT", "localhost", null, "http://localhost", 200)]
    [InlineData("POST", "mock.internal", null, "https://mock.internal", 200)]
    [InlineData("POST", "[::1]:8010", null, "http://[::1]:8010", 200)]
    [InlineData("GET", "localhost:8010", "none", null, 200)]
    [InlineData("GET", "localhost:8010", "cross-site", null, 200)]
    // What the pages of other sites send.
    [InlineData("POST", "localhost:8010", "cross-site", "https://evil.example", 403)]
    [InlineData("POST", "localhost:8010", "cross-site", null, 403)]
    [InlineData("POST", "localhost:8010", "same-site", "http://localhost:3000", 403)]
    [InlineData("POST", "localhost:8010", "cross-site, same-origin", null, 403)]
    [InlineData("POST", "localhost:8010", null, "http://localhost:3000", 403)]
    [InlineData("POST", "localhost:8010", null, "http://localhost", 403)]
    [InlineData("POST", "localhost:8010", null, "https://evil.example", 403)]
    [InlineData("POST", "localhost:8010", null, "null", 403)]
    [InlineData("DELETE", "localhost:8010", null, "https://localhost.evil.example:8010", 403)]
    // What they send under a name of their own that leads here.
    [InlineData("POST", "evil.example:8010", "same-origin", "http://evil.example:8010", 403)]
    [InlineData("POST", "evil.example:8010", null, null, 403)]
    [InlineData("GET", "evil.example:8010", null, null, 403)]
    [InlineData("GET", "127.0.0.1.evil.example", null, null, 403)]
    [InlineData("GET", "localhost.evil.example", null, null, 403)]
    [InlineData("GET", "notlocalhost.example", null, null, 403)]
    [InlineData("GET", "evil.example.:8010", null, null, 403)]
    public async Task Request_PassesUnlessItIsOfAnotherSite(
        string method, string host, string? site, string? origin, int status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, (int)(await SendAsync(app, method, "/", host, site, origin)).StatusCode);
    }

    [Theory]
    [InlineData("mock.example.com", "mock.example.com", 200)]
    [InlineData("mock.example.com; *.example.org", "a.example.org", 200)]
    [InlineData("*.example.org", "example.com", 403)]
    [InlineData("*.example.org", "notexample.org", 403)]
    [InlineData("*", "anything.example", 200)]
    [InlineData("", "mock.example.com", 403)]
    [InlineData("; ;", "mock.example.com", 403)]
    public async Task AllowedHosts_AddsNames(string setting, string host, int status)
    {
        await using var app = await StartAsync(setting);

        Assert.Equal(status, (int)(await SendAsync(app, "GET", "/", host, null, null)).StatusCode);
    }

    [Fact]
    public async Task Probe_PassesUnderAnyName()
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, "GET", "/alive", "evil.example", null, null)).StatusCode);
    }

    [Fact]
    public async Task Refusal_SaysWhy()
    {
        await using var app = await StartAsync();

        using var refused = await SendAsync(app, "GET", "/", "evil.example", null, null);

        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        Assert.Contains("AllowedHosts", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/mock/faults")]
    [InlineData("POST", "/mock/events")]
    [InlineData("POST", "/mock/events/malformed/flat/id-missing")]
    [InlineData("POST", "/mock/events/valid/partner/plain")]
    [InlineData("POST", "/mock/ledger/1/replay")]
    [InlineData("POST", "/mock/dead-letters/replay")]
    [InlineData("DELETE", "/mock/tokens")]
    [InlineData("PUT", "/mock/sender/rate")]
    [InlineData("POST", "/oauth/token")]
    public async Task MockGenesys_ChangesNothingForAnotherSite(string method, string path)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync([.. AMock.Sends(destination.Address, 0), ("Sender:Rate", "0")]);
        using var request = ATextFrom("https://evil.example", method, path);

        using var answer = await mock.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, mock.Get<Genesys.MockGenesys.Sender.Ledger>().Count().Published);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task MockCloudWatch_TakesNoFaultAsAText(string? origin, HttpStatusCode status)
    {
        await using var server = new MockCloudWatchServer().Start();
        using var http = server.CreateClient();
        using var request = ATextFrom(origin, "POST", "/_faults");

        using var answer = await http.SendAsync(request, Cancel);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(server.Faults);
    }

    private static HttpRequestMessage ATextFrom(string? origin, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent("{\"kind\":\"Reset\"}", Encoding.UTF8, "text/plain"),
        };
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        return request;
    }

    private static async Task<WebApplication> StartAsync(string allowedHosts = "")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration[CrossSiteRequests.AllowedHostsKey] = allowedHosts;
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        app.UseCrossSiteProtection("localhost.localstack.cloud");
        app.Run(context => context.Response.WriteAsync("taken"));
        await app.StartAsync(Cancel);
        return app;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        WebApplication app, string method, string path, string host, string? site, string? origin)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Host = host;
        foreach (var (name, value) in ((string, string?)[])[("Sec-Fetch-Site", site), ("Origin", origin)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await app.GetTestClient().SendAsync(request, Cancel);
    }
}
