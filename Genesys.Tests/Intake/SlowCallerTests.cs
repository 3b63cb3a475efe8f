using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Genesys.Tests.Intake;

/// <summary>Callers that hold a connection without sending, over raw sockets.</summary>
public sealed class SlowCallerTests(SlowCallerTests.Receiver shared) : IClassFixture<SlowCallerTests.Receiver>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BodyThatNeverEnds_Answers408()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:BodyTimeout"] = "00:00:00.3" });
        using var caller = await ConnectAsync(receiver);

        await SendAsync(caller, Head("Transfer-Encoding: chunked") + "5\r\n{\"id\"\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(caller), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HundredsOfUnfinishedRequests_KeepNobodyElseWaiting()
    {
        var receiver = shared.App;
        var callers = new List<TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var caller = await ConnectAsync(receiver);
            await SendAsync(caller, i % 2 == 0 ? "POST /eventbridge/sub" : Head("Content-Length: 1000000") + "{");
            callers.Add(caller);
        }

        using var answer = await receiver.SendAsync(new AnEvent().ToString(), Cancelled);

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
        using var caller = await ConnectAsync(receiver);

        await SendAsync(caller, Head(headers) + body);

        var answer = await ReadAsync(caller);
        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
        Assert.DoesNotContain("HTTP/1.1 2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MegabyteOfHeaders_IsRefused()
    {
        var receiver = shared.App;
        using var caller = await ConnectAsync(receiver);

        var headers = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            headers.Append("X-Filler-").Append(i).Append(": ").Append('x', 1000).Append("\r\n");
        }

        await SendAsync(caller, Head(headers + "Content-Length: 2") + "{}");

        Assert.StartsWith("HTTP/1.1 431 ", await ReadAsync(caller), StringComparison.Ordinal);
    }

    private static string Head(string headers) =>
        $"POST /eventbridge/subscription HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\r\n";

    private static async Task<TcpClient> ConnectAsync(ReceiverApp receiver)
    {
        var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, receiver.Address.Port, Cancelled);
        return caller;
    }

    private static async Task SendAsync(TcpClient caller, string text)
    {
        try
        {
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancelled);
        }
        catch (IOException)
        {
            // The receiver may answer and close before it has read everything.
        }
    }

    private static async Task<string> ReadAsync(TcpClient caller)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        try
        {
            do
            {
                var read = await caller.GetStream().ReadAsync(buffer.AsMemory(length), Cancelled);
                length += read;
                if (read == 0)
                {
                    break;
                }
            }
            while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // A connection that was reset after the answer still has its answer in the buffer.
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public sealed class Receiver : IDisposable
    {
        public ReceiverApp App { get; } = ReceiverApp.Start();

        public void Dispose() => App.Dispose();
    }
}
