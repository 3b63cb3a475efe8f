using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Dcp;

/// <summary>A port that stays the same while the instances behind it come and go; connections are dealt to them in turn.</summary>
internal sealed class EndpointProxy : IAsyncDisposable
{
    /// <summary>How long a connection is held while an instance that runs does not listen yet.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(25);

    private readonly CancellationTokenSource stopping = new();
    private readonly List<Socket> listeners = [];
    private readonly List<Task> accepting = [];
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private int[] targets = [];
    private uint turn;

    private EndpointProxy(TimeProvider time) => this.time = time;

    public int Port { get; private set; }

    /// <summary>Listens on <paramref name="port"/> (0: a free one) of the loopback addresses, or of all when <paramref name="host"/> is not local.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static EndpointProxy Listen(string host, int port, TimeProvider time)
    {
        var proxy = new EndpointProxy(time);
        try
        {
            var everywhere = host is not ("localhost" or "127.0.0.1" or "[::1]");
            proxy.Port = proxy.Bind(everywhere ? IPAddress.Any : IPAddress.Loopback, port);
            if (Socket.OSSupportsIPv6)
            {
                proxy.TryBind(everywhere ? IPAddress.IPv6Any : IPAddress.IPv6Loopback, proxy.Port);
            }
        }
        catch
        {
            proxy.listeners.ForEach(listener => listener.Dispose());
            throw;
        }

        proxy.accepting.AddRange(proxy.listeners.Select(listener => proxy.AcceptAsync(listener)));
        return proxy;
    }

    public void Add(int port)
    {
        lock (gate)
        {
            targets = [.. targets, port];
        }
    }

    public void Remove(int port)
    {
        lock (gate)
        {
            targets = [.. targets.Where(target => target != port)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(accepting).ConfigureAwait(false);
        stopping.Dispose();
    }

    private int Bind(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listeners.Add(listener);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            listener.DualMode = false;
        }

        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(512);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private void TryBind(IPAddress address, int port)
    {
        try
        {
            Bind(address, port);
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            // A machine without IPv6 is reached over IPv4.
            listeners[^1].Dispose();
            listeners.RemoveAt(listeners.Count - 1);
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(stopping.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // This one connection was gone before it was accepted.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using var target = await ConnectAsync().ConfigureAwait(false);
                if (target is null)
                {
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }

                await Task.WhenAll(PumpAsync(client, target), PumpAsync(target, client)).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side hung up.
            }
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var ports = targets;
            for (var i = 0; i < ports.Length; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    var port = ports[Interlocked.Increment(ref turn) % ports.Length];
                    await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stopping.Token).ConfigureAwait(false);
                    return socket;
                }
                catch (SocketException)
                {
                    socket.Dispose();
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }

            if (ports.Length == 0 || time.GetElapsedTime(started) > LongestWait)
            {
                return null;
            }

            await Task.Delay(BetweenAttempts, time, stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token).ConfigureAwait(false) is > 0 and var count)
            {
                var sent = 0;
                while (sent < count)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stopping.Token).ConfigureAwait(false);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // What broke one way is of no use the other way.
            from.Dispose();
            to.Dispose();
            throw;
        }
    }
}
