using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>A lock in the database that others wait for.</summary>
internal sealed class RowLock(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public async Task TakeAsync(string sql)
    {
        _connection = await _source.OpenConnectionAsync();
        _transaction = await _connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<bool> SomeoneWaitsAsync() => await WaitingAsync() > 0;

    /// <summary>How many wait for a lock in this database.</summary>
    public async Task<long> WaitingAsync()
    {
        await using var command = _source.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Lets go, and keeps what the statement did.</summary>
    public async Task CommitAsync()
    {
        await _transaction!.CommitAsync();
        await ReleaseAsync();
    }

    public async Task ReleaseAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
            await _connection!.DisposeAsync();
            _transaction = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        await _source.DisposeAsync();
    }
}
