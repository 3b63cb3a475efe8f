using System.Net;
using System.Text;

namespace Genesys.Tests.Intake;

/// <summary>Callers that hold a connection without sending, over raw sockets.</summary>
public sealed class SlowCallerTests(SlowCallerTests.Receiver shared) : IClassFixture<SlowCallerTests.Receiver>
{
    [Fact]
    public async Task BodyThatNeverEnds_Answers503()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:BodyTimeout"] = "00:00:00.3" });
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync(Head("Transfer-Encoding: chunked") + "5\r\n{\"id\"\r\n");

        Assert.StartsWith("HTTP/1.1 503 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HundredsOfUnfinishedRequests_KeepNobodyElseWaiting()
    {
        var receiver = shared.App;
        var callers = new List<RawCaller>();
        for (var i = 0; i < 300; i++)
        {
            var caller = await RawCaller.ConnectAsync(receiver.Address);
            await caller.SendAsync(i % 2 == 0 ? "POST /eventbridge/sub" : Head("Content-Length: 1000000") + "{");
            callers.Add(caller);
        }

        using var answer = await receiver.SendAsync(new AnEvent().ToString(), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        callers.ForEach(caller => caller.Dispose());
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", "hello")]
    [InlineData("Transfer-Encoding: chunked", "zz\r\nhello\r\n")]
    [InlineData("Content-Length: -1", "")]
    public async Task AmbiguousLength_IsRefused(string headers, string body)
    {
        var receiver = shared.App;
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync(Head(headers) + body);

        var answer = await caller.ReadAsync("\r\n\r\n");
        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
        Assert.DoesNotContain("HTTP/1.1 2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MegabyteOfHeaders_IsRefused()
    {
        var receiver = shared.App;
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        var headers = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            headers.Append("X-Filler-").Append(i).Append(": ").Append('x', 1000).Append("\r\n");
        }

        await caller.SendAsync(Head(headers + "Content-Length: 2") + "{}");

        Assert.StartsWith("HTTP/1.1 431 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    private static string Head(string headers) =>
        $"POST /eventbridge/subscription HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\r\n";

    public sealed class Receiver : IDisposable
    {
        public ReceiverApp App { get; } = ReceiverApp.Start();

        public void Dispose() => App.Dispose();
    }
}
