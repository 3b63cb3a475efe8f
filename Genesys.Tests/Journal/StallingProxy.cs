using System.Net.Sockets;
using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>
/// Stands between a journal and its database, and can hang as a network or a server does: connections stay, and nothing
/// comes through.
/// </summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly SocketServer _server;
    private volatile TaskCompletionSource _flowing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StallingProxy(string database)
    {
        _database = new NpgsqlConnectionStringBuilder(database);
        _flowing.SetResult();
        _server = new SocketServer(PassOnAsync);
        ConnectionString = new NpgsqlConnectionStringBuilder(database)
        {
            Host = "127.0.0.1",
            Port = _server.Port,
        }.ConnectionString;
    }

    /// <summary>The database's connection string by way of this.</summary>
    public string ConnectionString { get; }

    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _flowing.TrySetResult();

    /// <summary>The database is gone: connections have broken, and new ones are refused.</summary>
    public Task CutAsync() => _server.StopAsync();

    /// <summary>The database is gone, or hangs.</summary>
    public async Task InterruptAsync(bool isGone)
    {
        if (isGone)
        {
            await CutAsync();
        }
        else
        {
            Stall();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task PassOnAsync(Socket client, CancellationToken end)
    {
        using var database = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await database.ConnectAsync(_database.Host!, _database.Port, end);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
        var ways = new[] { PumpAsync(client, database, either.Token), PumpAsync(database, client, either.Token) };
        await Task.WhenAny(ways);
        await either.CancelAsync();
        await Task.WhenAll(ways);
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken end)
    {
        try
        {
            var buffer = new byte[65_536];
            int count;
            while ((count = await from.ReceiveAsync(buffer, end)) > 0)
            {
                await _flowing.Task.WaitAsync(end);
                await to.SendAsync(buffer.AsMemory(0, count), end);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One end closed it.
        }
    }
}
