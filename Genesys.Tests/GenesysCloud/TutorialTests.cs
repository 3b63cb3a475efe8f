using System.Diagnostics;
using System.Net;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite.Index;
using Microsoft.Extensions.DependencyInjection;
using static Genesys.Tests.GenesysCloud.RawGenesys;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// What the tutorial's code does wrong with tokens, retries and addresses, each in the whole receiver, against a
/// Genesys Cloud of sockets: an event goes in by HTTP and its conversation is fetched over the wire.
/// </summary>
public class TutorialTests
{
    [Fact]
    public async Task ValidEvent_IsAcceptedAtOnce_AndItsConversationFetched()
    {
        await using var genesys = Start();
        await using var receiver = await StartAsync(genesys);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(receiver, "c-1"));

        await FinishedAsync(receiver, 1);
        Assert.Equal("GET /api/v2/conversations/c-1 HTTP/1.1", RequestLineOf(Assert.Single(genesys.Conversations)));
        Assert.Contains("Authorization: Bearer token-1\r\n", genesys.Conversations.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task TransientAnswer_IsRetriedUntilItIsGood(int status)
    {
        await using var genesys = Start();
        genesys.OnConversation = (number, _) => number <= 5 ? Json(status, "{}") : Json(200, "{}");
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "c");

        await FinishedAsync(receiver, 1);

        Assert.Equal(6, genesys.Conversations.Count);
    }

    [Fact]
    public async Task HangingAnswer_TimesOut_IsRetried_AndNobodyElseWaits()
    {
        await using var genesys = Start();
        var hung = 0;
        genesys.OnConversation = (_, request) => request.Contains("slow", StringComparison.Ordinal)
            && Interlocked.Increment(ref hung) <= 1 ? null : Json(200, "{}");
        await using var receiver = await StartAsync(genesys, ("Processing:AttemptTimeout", "00:00:02"));
        await SendAsync(receiver, "slow");
        await Eventually.IsTrue(() => !genesys.Conversations.IsEmpty, "the slow request is out", limitSeconds: 90);

        foreach (var name in Enumerable.Range(0, 20))
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(receiver, $"c-{name}"));
        }

        await FinishedAsync(receiver, 21);
        // More often on a machine that halts for two seconds.
        Assert.InRange(
            genesys.Conversations.Count(request => RequestLineOf(request).Contains("slow", StringComparison.Ordinal)),
                2, 6);
    }

    [Fact]
    public async Task HangingAnswer_HoldsNoOtherConversationUp()
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, request) =>
            request.Contains("slow", StringComparison.Ordinal) ? null : Json(200, "{}");
        await using var receiver = await StartAsync(
            genesys, ("Processing:AttemptTimeout", "00:05:00"), ("Shutdown:Drain", "00:00:00"));
        await SendAsync(receiver, "slow");
        await Eventually.IsTrue(() => !genesys.Conversations.IsEmpty, "the slow request is out", limitSeconds: 90);

        await SendAsync(receiver, "quick");

        await FinishedAsync(receiver, 1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task PermanentAnswer_IsADeadLetterAtOnce_AndTheSenderHasItsAnswerAlready(int status)
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, _) => Json(status, """{"code":"not.found"}""");
        await using var receiver = await StartAsync(genesys);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(receiver, "c"));

        await Eventually.IsTrue(
            async () => (await ReadAsync(receiver, DeliveryState.DeadLetter)).Count == 1, "a dead letter");
        Assert.Single(genesys.Conversations);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "empty_answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "empty_answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]", "wrong_shape")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull", "wrong_shape")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\nExpecti", "wrong_shape")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "wrong_content_type")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"id\":\"c\"}",
        "truncated_answer")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        "truncated_answer")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "empty_answer")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{",
        "answer_too_large")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", "redirected")]
    [InlineData("this is no HTTP at all\r\n\r\n", "connection_failed")]
    [InlineData("", "connection_failed")]
    public async Task OddAnswer_IsANamedOutcome_AndNeverAParsersMessage(string answer, string reason)
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, _) => answer;
        await using var receiver = await StartAsync(genesys, ("Processing:MaxRetries", "0"));
        await SendAsync(receiver, "c");

        Assert.Equal(reason, await LastReasonAsync(receiver));
    }

    [Fact]
    public async Task RevokedToken_IsReplacedOnce_AndEveryEventGoesThrough()
    {
        await using var genesys = Start();
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "before");
        await FinishedAsync(receiver, 1);
        genesys.OnConversation = (_, request) => request.Contains("Bearer token-1", StringComparison.Ordinal)
            ? Json(401, """{"code":"bad.credentials"}""") : Json(200, "{}");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => SendAsync(receiver, $"c-{number}")));

        await FinishedAsync(receiver, 6);
        Assert.Equal(2, genesys.TokenRequests.Count);
    }

    [Fact]
    public async Task ConversationId_CannotClimbOutOfItsPath()
    {
        await using var genesys = Start();
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "../users/me?x=");

        await FinishedAsync(receiver, 1);

        Assert.Equal(
            "GET /api/v2/conversations/..%2Fusers%2Fme%3Fx%3D HTTP/1.1", RequestLineOf(
                Assert.Single(genesys.Conversations)));
    }

    [Theory]
    [InlineData("Durable")]
    [InlineData("Inline")]
    public async Task NoConversation_NothingIsFetched(string mode)
    {
        await using var genesys = Start();
        await using var receiver = await StartAsync(genesys, ("Processing:Mode", mode));
        using var answer = await receiver.SendAsync(
            new AnEvent().WithoutConversation().ToString(), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await FinishedAsync(receiver, 1);

        Assert.Empty(genesys.Conversations);
    }

    [Fact]
    public async Task EventSentAgainWhileItsRetriesGoOn_HasOneOwner()
    {
        await using var genesys = Start();
        genesys.OnConversation = (number, _) => number < 4 ? Json(503, "{}") : Json(200, "{}");
        await using var receiver = await StartAsync(genesys);
        var sent = new AnEvent().WithData("conversation_id", "c").ToString();

        foreach (var expected in new[] { "accepted", "duplicate", "duplicate" })
        {
            using var answer = await receiver.SendAsync(sent, Cancel);
            Assert.Contains(
                $"\"status\":\"{expected}\"", await answer.Content.ReadAsStringAsync(
                    Cancel), StringComparison.Ordinal);
        }

        await FinishedAsync(receiver, 1);
        Assert.Equal(4, genesys.Conversations.Count);
    }

    [Fact]
    public async Task RetryAfter_IsHonoured()
    {
        await using var genesys = Start();
        var moments = new List<long>();
        genesys.OnConversation = (number, _) =>
        {
            moments.Add(Stopwatch.GetTimestamp());
            return number == 1 ? Json(503, "{}", "Retry-After: 2") : Json(200, "{}");
        };
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "c");

        await FinishedAsync(receiver, 1);

        Assert.True(
            Stopwatch.GetElapsedTime(moments[0], moments[1]) >= TimeSpan.FromSeconds(
                1.9), "it came back before it was asked to");
    }

    [Fact]
    public async Task MissingPermission_IsNamedInHealth_ByThe403ThatShowsIt()
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, _) => Json(403, """{"code":"missing.any.permissions"}""");
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "c");

        await HealthSaysAsync(receiver, "conversation:communication:view");
        Assert.Empty(await ReadAsync(receiver, DeliveryState.DeadLetter));
    }

    [Fact]
    public async Task RefusedNewToken_IsNamedInHealth_ByThe401ThatShowsIt()
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, _) => Json(401, """{"code":"bad.credentials"}""");
        await using var receiver = await StartAsync(genesys);
        await SendAsync(receiver, "c");

        await HealthSaysAsync(receiver, "HTTP 401");
        Assert.Empty(await ReadAsync(receiver, DeliveryState.DeadLetter));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task WrongSecret_IsNamedInHealth_AndNotHammered_AndNoEventIsBurned(int status)
    {
        await using var genesys = Start();
        genesys.OnToken = _ => Json(status, """{"error":"invalid_client","description":"client not found"}""");
        await using var receiver = await StartAsync(genesys);
        await HealthSaysAsync(receiver, "refuses the client credentials");
        for (var number = 0; number < 30; number++)
        {
            await SendAsync(receiver, $"c-{number}");
        }

        Assert.InRange(genesys.TokenRequests.Count, 1, 2);
        Assert.Empty(genesys.Conversations);
        Assert.All(await ReadAsync(receiver, DeliveryState.Open), delivery => Assert.Empty(delivery.Attempts));
        Assert.Equal(30, (await ReadAsync(receiver, DeliveryState.Open)).Count);
        Assert.Empty(await ReadAsync(receiver, DeliveryState.DeadLetter));
    }

    [Fact]
    public async Task TenFailingConversations_DoNotStallAHealthyOne()
    {
        await using var genesys = Start();
        genesys.OnConversation = (_, request) =>
            request.Contains("bad", StringComparison.Ordinal) ? Json(503, "{}", "Retry-After: 120") : Json(200, "{}");
        await using var receiver = await StartAsync(genesys, ("Processing:Concurrency", "10"));
        for (var number = 0; number < 12; number++)
        {
            await SendAsync(receiver, $"bad-{number}");
        }

        await Eventually.IsTrue(
            () => genesys.Conversations.Count >= 12, "every failing one has been tried", limitSeconds: 90);
        await SendAsync(receiver, "good");

        await FinishedAsync(receiver, 1);
    }

    private static async Task<ReceiverApp> StartAsync(RawGenesys genesys, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["GENESYS_API_BASE"] = genesys.Address,
            ["GENESYS_LOGIN_BASE"] = genesys.Address,
            ["Genesys:RequestsPerMinute"] = "1000000",
            ["Processing:BaseDelay"] = "00:00:00.01",
            ["Processing:MaxJitter"] = "00:00:00.01",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return await Task.Run(() => ReceiverApp.Start(all));
    }

    private static async Task<HttpStatusCode> SendAsync(ReceiverApp receiver, string conversation)
    {
        using var answer = await receiver.SendAsync(
            new AnEvent().WithData("conversation_id", conversation).ToString(), Cancel);
        return answer.StatusCode;
    }

    private static async ValueTask<IReadOnlyList<DeliveryEntry>> ReadAsync(ReceiverApp receiver, DeliveryState state)
    {
        var search = receiver.Services.GetRequiredService<IJournalSearch>();
        await ((SqliteSearch)search).CatchUpAsync();
        return (await search.FindDeliveriesAsync(
            new DeliveryFilter { State = state }, 100, null, Cancel)).Items;
    }

    private static Task FinishedAsync(ReceiverApp receiver, int count) =>
        Eventually.IsTrue(
            async () => (await ReadAsync(receiver, DeliveryState.Finished)).Count == count, $"{count} finished");

    private static async Task<string> LastReasonAsync(ReceiverApp receiver)
    {
        var reason = "";
        await Eventually.IsTrue(
            async () =>
            {
                reason = (await ReadAsync(receiver, DeliveryState.Open)).SelectMany(delivery => delivery.Attempts)
                    .LastOrDefault()?.Reason ?? "";
                return reason.Length > 0;
            },
            "an attempt has ended");
        return reason;
    }

    private static Task HealthSaysAsync(ReceiverApp receiver, string words) =>
        Eventually.IsTrue(
            async () => (await receiver.HealthAsync()).ToString().Contains(words, StringComparison.Ordinal),
            $"health says {words}");
}
