using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>
/// Stands between a journal and its database, and can hang as a network or a server does: connections stay, and nothing
/// comes through.
/// </summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile TaskCompletionSource _flowing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StallingProxy(string server)
    {
        _server = new NpgsqlConnectionStringBuilder(server);
        _listener.Start();
        _flowing.SetResult();
        _accepting = AcceptAsync();
    }

    /// <summary>The server's connection string by way of this.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _flowing.TrySetResult();

    /// <summary>The server is gone: connections break, and new ones are refused.</summary>
    public void Cut()
    {
        _isCut = true;
        _listener.Stop();
        CloseAll();
    }

    private void CloseAll()
    {
        foreach (var connection in _connections)
        {
            connection.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Resume();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var server = new TcpClient();
                _connections.Add(client);
                _connections.Add(server);
                if (_isCut)
                {
                    // Accepted while the others were closed.
                    CloseAll();
                    return;
                }

                await server.ConnectAsync(_server.Host!, _server.Port, _end.Token);
                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            var buffer = new byte[65_536];
            int count;
            while ((count = await from.GetStream().ReadAsync(buffer, _end.Token)) > 0)
            {
                await _flowing.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException)
        {
            // One end closed it.
        }
        finally
        {
            to.Close();
        }
    }
}
