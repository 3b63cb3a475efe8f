using System.Net.Sockets;
using System.Text;
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
    private volatile byte[]? _unanswered;
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

    /// <summary>
    /// A connection that says this breaks when the database has done it, before that can be told.
    /// </summary>
    public void LoseAnswersTo(string statement) => _unanswered = Encoding.UTF8.GetBytes(statement);

    public void Resume()
    {
        _unanswered = null;
        _flowing.TrySetResult();
    }

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
        var isAnswered = true;
        var ways = new[]
        {
            PumpAsync(client, database, Note, either.Token),
            PumpAsync(database, client, _ => isAnswered, either.Token),
        };
        await Task.WhenAny(ways);
        await either.CancelAsync();
        await Task.WhenAll(ways);

        bool Note(ReadOnlyMemory<byte> said)
        {
            isAnswered &= !IsUnanswered(said);
            return true;
        }
    }

    private bool IsUnanswered(ReadOnlyMemory<byte> said) =>
        _unanswered is { } statement && said.Span.IndexOf(statement) >= 0;

    private async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> passes, CancellationToken end)
    {
        try
        {
            var buffer = new byte[65_536];
            int count;
            while ((count = await from.ReceiveAsync(buffer, end)) > 0 && passes(buffer.AsMemory(0, count)))
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
