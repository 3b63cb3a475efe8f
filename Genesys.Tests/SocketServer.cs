using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Genesys.Tests;

/// <summary>
/// Listens on a free port of 127.0.0.1 and gives each connection to whoever serves it. Its end waits for all of them,
/// so that nothing of it runs on beside the next test.
/// </summary>
/// <remarks>
/// A Socket and no TcpListener: that one's next accept after its end throws what any wrong use throws
/// (InvalidOperationException), so a loop between two accepts couldn't tell its end from a fault.
/// </remarks>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <param name="serve">Serves a connection until it ends, or the token says so; the connection is closed then.</param>
    public SocketServer(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>New connections are refused, and those there are have ended when this has.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_served);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await _listener.AcceptAsync(_end.Token);
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }

            _served.Add(ServeAsync(connection));
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            try
            {
                await _serve(connection, _end.Token);
            }
            catch (Exception e) when (e is SocketException or IOException || _end.IsCancellationRequested)
            {
                // The other side left, or the end came.
            }
        }
    }
}
