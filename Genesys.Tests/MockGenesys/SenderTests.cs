using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Genesys.MockGenesys.Sender;

namespace Genesys.Tests.MockGenesys;

public class SenderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/eventbridge/subscription")]
    public async Task Target_IsABaseOrAFullAddress(string suffix)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(Sends(destination.Address + suffix, count: 3));

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 3);

        Assert.All(destination.Requests, request => Assert.Equal("/eventbridge/subscription", request.Path));
    }

    [Fact]
    public async Task Request_HasTheHeadersOfAnApiDestination()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 1), ("Sender:ApiKey", "key of the connection")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        var headers = Assert.Single(destination.Requests).Headers;
        Assert.Equal("Amazon/EventBridge/ApiDestinations", headers["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", headers["Content-Type"]);
        Assert.Equal("bytes=0-1048575", headers["Range"]);
        Assert.Equal("gzip, deflate", headers["Accept-Encoding"]);
        Assert.Equal("close", headers["Connection"]);
        Assert.Equal("key of the connection", headers["X-Api-Key"]);
        Assert.Contains("Content-Length", headers.Keys);
        Assert.DoesNotContain("Date", headers.Keys);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task TraceParent_IsSentUnlessTheSettingSaysNo(string setting, bool isSent)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 1), ("Sender:PropagateTrace", setting)]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        Assert.Equal(isSent, Assert.Single(destination.Requests).Headers.ContainsKey("traceparent"));
    }

    [Fact]
    public async Task Request_IsOnTheWireAsAwsDocumentsIt()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var mock = await AMock.StartAsync(
            [
                .. Sends($"http://{listener.LocalEndpoint}", count: 1), ("Sender:PropagateTrace", "false"),
                ("Sender:ApiKey", "key-1")]);

        var probe = await HeadAsync(listener);
        Assert.StartsWith("GET /alive HTTP/1.1", probe, StringComparison.Ordinal);
        var head = HeadAsync(listener);
        while (!head.IsCompleted)
        {
            if (mock.Get<ApiDestination>().UnderWay == 0)
            {
                mock.Clock.Advance(TimeSpan.FromMilliseconds(50));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        var lines = (await head).Split("\r\n").Where(
            line =>
                !line.StartsWith("Content-Length: ", StringComparison.Ordinal)
                    && !line.StartsWith("Host: ", StringComparison.Ordinal));
        Assert.Equal(
            [
                "Accept-Encoding: gzip, deflate", "Connection: close", "Content-Type: application/json; charset=utf-8",
                "POST /eventbridge/subscription HTTP/1.1",
                "Range: bytes=0-1048575", "User-Agent: Amazon/EventBridge/ApiDestinations", "X-Api-Key: key-1",
            ],
            lines.Order(StringComparer.Ordinal));
    }

    private static async Task<string> HeadAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync(Cancel);
        var head = "";
        var buffer = new byte[8192];
        while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            head += Encoding.Latin1.GetString(
                buffer, 0, await socket.ReceiveAsync(buffer, Cancel));
        }

        await socket.SendAsync(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
            Cancel);
        return head.Split("\r\n\r\n")[0];
    }

    [Fact]
    public async Task WithoutATarget_NothingIsSent()
    {
        await using var mock = await AMock.StartAsync();

        mock.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(SenderPhase.NoTarget, mock.Get<EventBridge>().Phase);
        Assert.Equal(0, mock.Get<Ledger>().Count().Published);
    }

    [Fact]
    public async Task FailedRequest_IsSentAgainWithTheSameBody()
    {
        await using var destination = await ADestination.StartAsync();
        destination.Answer = context =>
        {
            context.Response.StatusCode = destination.Requests.Count < 4 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var mock = await AMock.StartAsync(Sends(destination.Address, count: 1));

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        Assert.Equal(4, destination.Requests.Count);
        Assert.Single(
            destination.Requests
                .Select(request => Encoding.UTF8.GetString(request.Body))
                .Distinct(StringComparer.Ordinal));
        // 1 s + 2 s + 4 s, each with its jitter of a quarter.
        Assert.InRange(mock.Clock.GetUtcNow() - AMock.Start, TimeSpan.FromSeconds(5.25), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("Classic")]
    [InlineData("Batching")]
    public async Task AnswerAfterFiveSeconds_CountsAsTimeout(string bus)
    {
        await using var destination = await ADestination.StartAsync();
        destination.Answer = context => destination.Requests.Count > 1
            ? Task.CompletedTask
            : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 1), ("Sender:Bus", bus), ("Sender:BatchSize", "1")]);

        await ADestination.UntilAsync(mock, _ => destination.Requests.Count == 1);
        await ADestination.UntilAsync(mock, counts => counts.Invocations == 1, hangs: true);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        var results = mock.Get<Ledger>().Find(1)!.Results;
        Assert.Equal(["TIMEOUT", null], results.Select(result => result.Failure));
        // The clock goes on while the request is being given up.
        Assert.InRange(results[0].Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task EventThatIsNeverTaken_IsDeadLetteredWithinADay()
    {
        await using var destination = await ADestination.StartAsync();
        destination.AnswerWith(500);
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 1), ("Sender:MaximumRetryAttempts", "12")]);

        await ADestination.UntilAsync(mock, counts => counts.Exhausted == 1, TimeSpan.FromSeconds(60));

        var letter = Assert.Single(mock.Get<Ledger>().DeadLetters(10));
        Assert.Equal("MaximumRetryAttempts", letter.ExhaustedRetryCondition);
        Assert.Equal(12, letter.RetryAttempts);
        Assert.Equal(13, destination.Requests.Count);
    }

    [Fact]
    public async Task RefusedEvent_IsDeadLetteredAtOnce()
    {
        await using var destination = await ADestination.StartAsync();
        destination.AnswerWith(404);
        await using var mock = await AMock.StartAsync(Sends(destination.Address, count: 1));

        await ADestination.UntilAsync(mock, counts => counts.Refused == 1);

        var letter = Assert.Single(mock.Get<Ledger>().DeadLetters(10));
        Assert.Equal(
            ("NO_RESOURCE", null, 0), (letter.ErrorCode, letter.ExhaustedRetryCondition, letter.RetryAttempts));
        Assert.Equal(1, mock.Get<Ledger>().Count().Unexpected);
    }

    [Fact]
    public async Task DuplicateShare_SendsEventsTwice()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 5), ("Sender:DuplicateShare", "1")]);

        await ADestination.UntilAsync(mock, counts => counts.Invocations == 10);

        Assert.Equal(
            5,
            destination.Requests
                .Select(request => Encoding.UTF8.GetString(request.Body))
                .Distinct(StringComparer.Ordinal)
                .Count());
    }

    [Theory]
    [InlineData("""{"id":"a\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("""{"data":{"\ud83d":1},"detail":{"eventBody":{"conversationId":"\ud83d"}}}""")]
    [InlineData("""{"id":"a\u00ff"}""", true)]
    [InlineData("7")]
    [InlineData("broken")]
    public async Task EventByHand_IsSentByteForByte_WhateverItIs(string body, bool inLatin1 = false)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync([.. Sends(destination.Address, count: 1)]);
        var bytes = inLatin1 ? Encoding.Latin1.GetBytes(body.Replace("\\u00ff", "\u00ff", StringComparison.Ordinal))
            : Encoding.UTF8.GetBytes(body);

        using var answer = await mock.Client.PostAsync(
            "/mock/events", new ByteArrayContent(bytes), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.IsTrue(
            () => destination.Requests.Any(sent => sent.Body.AsSpan().SequenceEqual(bytes)), "it is sent as it is");
    }

    [Fact]
    public void AnswerInHalfASurrogatePair_SaysNothing()
    {
        Assert.Empty(AnswerBody.ReadOutcomes("""{"status":"a\ud83d"}""", isBatch: false));
        Assert.Empty(AnswerBody.ReadOutcomes("""{"stat\ud83d":"a"}""", isBatch: false));
        Assert.Empty(AnswerBody.ReadOutcomes("""{"items":[{"status":"a\ud83d"}]}""", isBatch: true));
    }

    [Fact]
    public async Task EventsByHand_AreRefusedWhileTooManyWait()
    {
        await using var destination = await ADestination.StartAsync();
        destination.AnswerWith(503);
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 2), ("Sender:MaximumWaiting", "2")]);
        await ADestination.UntilAsync(
            mock, counts => counts.Invocations == 2 && mock.Get<ApiDestination>() is { Waiting: 2, UnderWay: 0 });

        using var refused = await mock.Client.PostAsync(
            "/mock/events", new StringContent("{}"), Cancel);
        using var alsoRefused = await mock.Client.PostAsync(
            "/mock/events/malformed/flat/time-missing", null, Cancel);

        Assert.Equal((503, 503), ((int)refused.StatusCode, (int)alsoRefused.StatusCode));
        Assert.Equal(2, mock.Get<Ledger>().Count().Published);
    }

    [Fact]
    public async Task Rate_ChangesWithoutTheOtherSettings()
    {
        await using var mock = await AMock.StartAsync(("Sender:InvalidShare", "0.5"));

        using var changed = await mock.Client.PutAsJsonAsync(
            "/mock/sender/rate", new { rate = 7 }, Cancel);
        using var refused = await mock.Client.PutAsJsonAsync(
            "/mock/sender/rate", new { rate = -1 }, Cancel);
        using var empty = await mock.Client.PutAsJsonAsync(
            "/mock/sender/rate", new { }, Cancel);

        Assert.Equal((200, 400, 400), ((int)changed.StatusCode, (int)refused.StatusCode, (int)empty.StatusCode));
        Assert.Equal(
            (7, 0.5), (mock.Get<CurrentSettings>().Value.Rate, mock.Get<CurrentSettings>().Value.InvalidShare));
    }

    [Fact]
    public async Task InvocationRateLimit_SpacesTheRequests()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [.. Sends(destination.Address, count: 40), ("Sender:Rate", "1000"), ("Sender:InvocationRateLimit", "10")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 40);

        var sent = mock.Get<Ledger>().All().Select(entry => entry.Results[0].At).Order().ToList();
        Assert.True(
            sent[^1] - sent[0] >= TimeSpan.FromSeconds(3.7), $"40 requests at 10 a second took {sent[^1] - sent[0]}");
    }

    private static (string Key, string Value)[] Sends(string target, int count) => AMock.Sends(target, count);
}
