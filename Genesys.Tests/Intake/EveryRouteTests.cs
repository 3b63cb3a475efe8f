using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>
/// There is no way in beside the way in: the limits, the credentials and the form of a refusal are the same on every
/// route.
/// </summary>
public sealed class EveryRouteTests(EveryRouteTests.Receivers shared) : IClassFixture<EveryRouteTests.Receivers>
{
    private const string SenderKey = "a-senders-long-key";
    private const string OperatorKey = "an-operators-long-key";

    private static Dictionary<string, string?> WithKeys => new()
    {
        ["Intake:Auth:Mode"] = "ApiKey",
        ["Intake:Auth:ApiKeys:0"] = SenderKey,
        ["Admin:ApiKeys:0"] = OperatorKey,
    };

    public static TheoryData<string, string> Routes => new()
    {
        { "POST", "/eventbridge/subscription" },
        { "POST", "/eventbridge/validate" },
        { "GET", "/eventbridge/schemas" },
        { "GET", "/eventbridge/schemas/genesys.cloud/1" },
        { "GET", "/admin/counts" },
        { "GET", "/admin/deliveries" },
        { "GET", "/admin/deliveries/1" },
        { "POST", "/admin/jobs" },
        { "GET", "/admin/changes" },
        { "GET", "/admin/anomalies" },
        { "POST", "/admin/anomalies/discard" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    [InlineData("GET", "/problems/too-large")]
    [InlineData("GET", "/nothing")]
    [InlineData("DELETE", "/eventbridge/subscription")]
    public async Task CallerWithoutCredentials_IsUnderTheRateLimit(string method, string path)
    {
        var receiver = shared.Limited;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 25).Select(_ => SendAsync(receiver, method, path, "wrong")));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
        await AssertProblemAsync(refused);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task CallerWithoutCredentials_IsAnsweredWithAProblem(string method, string path)
    {
        var receiver = shared.Unlimited;

        using var answer = await SendAsync(
            receiver, method, path, path.StartsWith("/admin", StringComparison.Ordinal) ? SenderKey : OperatorKey);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("ApiKey realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await AssertProblemAsync(answer);
    }

    [Fact]
    public async Task Probes_AreNeverLimited()
    {
        using var receiver = ReceiverApp.Start(new(WithKeys) { ["Intake:RateLimit"] = "1" });

        foreach (var path in (string[])["/health", "/alive"])
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 10).Select(_ => SendAsync(receiver, "GET", path, "wrong")));

            Assert.DoesNotContain(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
            Array.ForEach(answers, answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task Operators_ArentHeldUpByTheSenders()
    {
        using var receiver = ReceiverApp.Start(new(WithKeys) { ["Intake:RateLimit"] = "1" });
        var senders = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => SendAsync(receiver, "GET", "/eventbridge/schemas", SenderKey)));

        using var answer = await SendAsync(receiver, "GET", "/admin/counts", OperatorKey);

        Assert.Contains(senders, sender => sender.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Array.ForEach(senders, sender => sender.Dispose());
    }

    [Fact]
    public void EveryRoute_SaysWhoMayUseIt()
    {
        using var receiver = ReceiverApp.Start(new(WithKeys) { ["environment"] = "Development" });
        var routes = receiver.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(
                route => (Pattern: "/" + route.RoutePattern.RawText!.TrimStart('/'),
                    Policy: route.Metadata.GetMetadata<AdmissionPolicy>()))
            .ToList();

        Assert.Equal(
            ["/alive", "/health"],
            routes.Where(route => route.Policy is { IsExempt: true }).Select(route => route.Pattern).Order());
        Assert.Equal(
            ["/eventbridge/subscription"],
            routes.Where(route => route.Policy is { IsAppliedByEndpoint: true }).Select(route => route.Pattern));
        Assert.Equal(
            ["/openapi/{documentName}.json", "/problems/{name}"],
            routes.Where(route => route.Policy is null or { IsExempt: false, Authenticator: null })
                .Select(route => route.Pattern)
                .Where(pattern => !pattern.StartsWith(ApiPage.Path, StringComparison.Ordinal)).Order());
        Assert.All(
            routes.Where(route => route.Pattern.StartsWith("/admin", StringComparison.Ordinal)),
            route => Assert.Equal(CallerKind.Operator, route.Policy!.Kind));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        ReceiverApp receiver, string method, string path, string key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(receiver.Address, path));
        request.Headers.Add("X-Api-Key", key);
        if (method == "POST")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, Cancel);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.StartsWith("/problems/", body.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal((int)answer.StatusCode, body.GetProperty("status").GetInt32());
        Assert.Equal(
            Assert.Single(answer.Headers.GetValues("X-Request-Id")), body.GetProperty("requestId").GetString());
    }

    public sealed class Receivers : IDisposable
    {
        public ReceiverApp Limited { get; } = ReceiverApp.Start(new(WithKeys) { ["Intake:RateLimit"] = "3" });

        public ReceiverApp Unlimited { get; } = ReceiverApp.Start(WithKeys);

        public void Dispose()
        {
            Limited.Dispose();
            Unlimited.Dispose();
        }
    }
}
