using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Runs statements on pooled connections, and remembers whether the last one failed.</summary>
internal sealed partial class PostgresDatabase(NpgsqlDataSource source, string host, ILogger logger) : IAsyncDisposable
{
    private volatile string? _problem;
    private volatile bool _isClosed;

    /// <summary>Null when the database can be used; else a sentence that says what to do.</summary>
    public string? Problem => _problem;

    /// <summary>Runs statements that return no rows, in one transaction.</summary>
    public async ValueTask<bool> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        var changed = await UseAsync(
            async connection =>
            {
                await using var command = Command(connection, sql, parameters);
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (changed > 0)
        {
            Wrote();
        }

        return true;
    }

    /// <summary>Changes nothing, but writes a row: proves that the database can be written.</summary>
    public ValueTask<bool> ProbeAsync() => ExecuteAsync("UPDATE journal.version SET version = version", default);

    /// <summary>Runs one statement and reads its rows.</summary>
    public ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters) =>
        UseAsync(
            async connection =>
            {
                await using var command = Command(connection, sql, parameters);
                return await ReadAsync(command, read, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Uses a connection.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be used.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        if (_isClosed)
        {
            throw new JournalUnavailableException("The journal is closed: the receiver is stopping.");
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await use(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFailure.IsOutage(e))
        {
            throw Failed(e);
        }
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    public static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken).AsTask();

    public JournalUnavailableException Failed(Exception cause)
    {
        var problem = PostgresFailure.Sentence(cause, host);
        if (_problem != problem)
        {
            _problem = problem;
            Log.Unavailable(logger, problem, cause);
        }

        return new JournalUnavailableException(problem, cause);
    }

    public void Close() => _isClosed = true;

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>A change is on disk. Only that ends a problem: a database whose disk is full can still be read.</summary>
    public void Wrote()
    {
        if (_problem is not null)
        {
            _problem = null;
            Log.Recovered(logger, host);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void Unavailable(ILogger logger, string problem, Exception cause);

        [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "The journal's database on {Host} can be used again.")]
        public static partial void Recovered(ILogger logger, string host);
    }
}
