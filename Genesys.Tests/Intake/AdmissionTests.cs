using System.Globalization;
using System.Net;
using System.Text.Json;
using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>
/// What unauthenticated callers and too many bodies at once may cost, spoken to the real receiver over raw sockets.
/// </summary>
public sealed class AdmissionTests
{
    private const string Key = "a-senders-long-key";

    /// <summary>Two bodies of the first 16 KiB fit into the memory for bodies, a third doesn't.</summary>
    private static Dictionary<string, string?> SpaceForTwo => new()
    {
        ["Intake:Auth:Mode"] = "ApiKey",
        ["Intake:Auth:ApiKeys:0"] = Key,
        ["Intake:MaxBodyBytes"] = "10000",
        ["Intake:MaxBodyBytesInFlight"] = "40000",
    };

    [Fact]
    public async Task BodiesBeyondTheMemoryForThem_AreAskedToComeBack()
    {
        // Kestrel would give a body up that has been held for five seconds.
        using var receiver = ReceiverApp.Start(SpaceForTwo, services => services.PostConfigure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = null));
        using var first = await HoldAsync(receiver, Key);
        using var second = await HoldAsync(receiver, Key);

        using var answer = await SendAsync(receiver, Key);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("/problems/overloaded", await TypeAsync(answer));

        await second.SendAsync(new string(' ', 9_000));
        Assert.StartsWith("HTTP/1.1 400 ", await second.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);

        // The memory is given back when the request has ended, which is after its answer.
        await Eventually.IsTrue(
            async () =>
            {
                using var later = await SendAsync(receiver, Key);
                return later.StatusCode == HttpStatusCode.OK;
            },
            "there is room again");
    }

    [Fact]
    public async Task UnauthenticatedCallersBodies_TakeNoMemory()
    {
        using var receiver = ReceiverApp.Start(SpaceForTwo);
        var callers = new List<RawCaller>();
        for (var i = 0; i < 20; i++)
        {
            callers.Add(await HoldAsync(receiver, "wrong"));
        }

        using var answer = await SendAsync(receiver, Key);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        callers.ForEach(caller => caller.Dispose());
    }

    [Fact]
    public async Task UnauthenticatedCallers_DontUseUpTheRateOfThoseWithAKey()
    {
        using var receiver = ReceiverApp.Start(
            new() { ["Intake:Auth:Mode"] = "ApiKey", ["Intake:Auth:ApiKeys:0"] = Key, ["Intake:RateLimit"] = "1" });

        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(receiver, "wrong")));
        using var known = await SendAsync(receiver, Key);

        Assert.Contains(refused, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Array.ForEach(refused, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(Key)]
    public async Task BodyThatStalls_Answers503WhoeverSendsIt(string key)
    {
        using var receiver = ReceiverApp.Start(new()
        {
            ["Intake:Auth:Mode"] = "ApiKey",
            ["Intake:Auth:ApiKeys:0"] = key == Key ? Key : "another",
            ["Intake:BodyTimeout"] = "00:00:00.3",
        });
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync(Head(key, "Transfer-Encoding: chunked") + "5\r\n{\"id\"\r\n");

        var answer = await caller.ReadAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnauthenticatedCallersChunkedBodyOverTheLimit_Answers413()
    {
        using var receiver = ReceiverApp.Start(SpaceForTwo);
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync(
            Head("wrong", "Transfer-Encoding: chunked") + $"4e20\r\n{new string('x', 20_000)}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongKey_IsToldOfTheScheme()
    {
        using var receiver = ReceiverApp.Start(SpaceForTwo);

        using var answer = await SendAsync(receiver, "wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("ApiKey realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryAnswer_HasTheSecureHeaders()
    {
        using var receiver = ReceiverApp.Start(SpaceForTwo);
        using var client = new HttpClient();

        foreach (var path in new[]
        {
            SubscriptionEndpoint.Path, "/nothing", "/health", "/alive", "/problems/too-large",
        })
        {
            using var answer = await client.GetAsync(new Uri(receiver.Address, path), Cancel);

            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains(
                "default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        }
    }

    /// <summary>A request of which the receiver reads the body when this returns, and which doesn't end.</summary>
    private static async Task<RawCaller> HoldAsync(ReceiverApp receiver, string key)
    {
        var caller = await RawCaller.ConnectAsync(receiver.Address);
        await caller.SendAsync(Head(key, "Content-Length: 9000\r\nExpect: 100-continue"));
        Assert.StartsWith("HTTP/1.1 100 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
        return caller;
    }

    private static string Head(string key, string headers) => string.Create(
        CultureInfo.InvariantCulture,
        $"POST {SubscriptionEndpoint.Path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n{headers}\r\n\r\n");

    private static Task<HttpResponseMessage> SendAsync(ReceiverApp receiver, string key) =>
        receiver.SendAsync(request => request.Headers.Add("X-Api-Key", key));

    private static async Task<string?> TypeAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("type").GetString();
}
