namespace Genesys.Tests.Intake;

/// <summary>What never becomes a request is answered all the same, with an id that a caller can name.</summary>
public sealed class UnreadableRequestTests(UnreadableRequestTests.Receiver shared)
    : IClassFixture<UnreadableRequestTests.Receiver>
{
    public static TheoryData<string, int> Unreadable => new()
    {
        { "GARBAGE\r\n\r\n", 400 },
        { "POST /eventbridge/subscription HTTP/1.1\r\n\r\n", 400 },
        { "POST /eventbridge/subscription HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            400 },
        { "POST /eventbridge/subscription HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 400 },
        { "GET /" + new string('a', 60_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "GET /" + new string('a', 32_768) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "GET / HTTP/1.1\r\nHost: a\r\nA: " + new string('a', 40_000) + "\r\n\r\n", 431 },
        { "GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"A{i}: a\r\n"))
            + "\r\n", 431 },
        { "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505 },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task IsAnsweredWithARequestId(string sent, int status)
    {
        using var caller = await RawCaller.ConnectAsync(shared.App.Address);

        await caller.SendAsync(sent);

        var answer = await caller.ReadAsync("\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Matches("\r\nX-Request-Id: [0-9a-f-]{36}\r\n", answer);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nServer:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestLineAndHeaders_HaveALimitEach()
    {
        using var caller = await RawCaller.ConnectAsync(shared.App.Address);

        await caller.SendAsync(
            $"GET /alive?{new string('a', 32_000)} HTTP/1.1\r\nHost: a\r\nA: {new string('a', 32_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    public sealed class Receiver : IDisposable
    {
        public ReceiverApp App { get; } = ReceiverApp.Start();

        public void Dispose() => App.Dispose();
    }
}
