using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// A Genesys Cloud of nothing but sockets: what a test says goes out byte for byte, however wrong it is as HTTP. One
/// request a connection.
/// </summary>
internal sealed class RawGenesys : IAsyncDisposable
{
    private readonly SocketServer _server;
    private int _tokens;
    private int _conversations;

    private RawGenesys()
    {
        OnToken = number =>
            Json(200, $$"""{"access_token":"token-{{number}}","token_type":"bearer","expires_in":86399}""");
        _server = new SocketServer(AnswerAsync);
        Address = $"http://127.0.0.1:{_server.Port}";
    }

    public string Address { get; }

    /// <summary>The answer to a request for a token, by its number from 1.</summary>
    public Func<int, string> OnToken { get; set; }

    /// <summary>
    /// The answer to any other request, by its number from 1 and all of it. Null: none, and the connection stays
    /// open.
    /// </summary>
    public Func<int, string, string?> OnConversation { get; set; } = (_, _) => Json(200, """{"id":"c"}""");

    /// <summary>Request lines and headers of the requests for a token.</summary>
    public ConcurrentQueue<string> TokenRequests { get; } = [];

    /// <summary>Request lines and headers of all others.</summary>
    public ConcurrentQueue<string> Conversations { get; } = [];

    public static RawGenesys Start() => new();

    public static string Json(int status, string body, params string[] headers) =>
        $"HTTP/1.1 {status} Word\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + $"Connection: close\r\n\r\n{body}";

    public static string RequestLineOf(string request) => request.Split("\r\n", 2)[0];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(Socket socket, CancellationToken end)
    {
        var request = await ReadRequestAsync(socket, end);
        var isToken = request.StartsWith("POST", StringComparison.Ordinal);
        (isToken ? TokenRequests : Conversations).Enqueue(request);
        var answer = isToken ? OnToken(Interlocked.Increment(ref _tokens))
            : OnConversation(Interlocked.Increment(ref _conversations), request);
        if (answer is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        }

        await socket.SendAsync(Encoding.Latin1.GetBytes(answer!), end);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<string> ReadRequestAsync(Socket socket, CancellationToken end)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, end);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var parts = text.ToString().Split("\r\n\r\n", 2);
            var length = parts[0].Split("\r\n").Select(line => line.Split(": ", 2)).FirstOrDefault(
                header => header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
            if (read == 0
                || (parts.Length == 2 && parts[1].Length >= int.Parse(
                    length?[1] ?? "0", System.Globalization.CultureInfo.InvariantCulture)))
            {
                return text.ToString();
            }
        }
    }
}
