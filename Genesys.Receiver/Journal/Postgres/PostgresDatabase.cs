using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Runs statements on pooled connections, and knows why they can't be run at present.</summary>
/// <param name="source">The connections.</param>
/// <param name="host">The server's name.</param>
/// <param name="stopping">Tells when nobody waits any more.</param>
/// <param name="problem">Takes note of what fails, and of what succeeds after it.</param>
internal sealed class PostgresDatabase(
    PostgresSource source, string host, StoppingWatch stopping, StoreProblem problem) : IAsyncDisposable
{
    private volatile bool _isClosed;

    /// <summary>Null when the database can be used; else a sentence that says what to do.</summary>
    public string? Problem => problem.Sentence;

    /// <summary>The same database for those whose failures say nothing of what the journal takes and does.</summary>
    public PostgresDatabase Aside(TimeProvider time) =>
        new(source, host, stopping, new StoreProblem("", time, NullLogger.Instance));

    /// <summary>Runs one statement that returns no rows; returns after its change is on disk.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be used, or doesn't wait for its
    /// disk.</exception>
    public async ValueTask ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        var changed = await UseAsync(
            async connection =>
            {
                await using var batch = Batch(connection, (PostgresStatements.Begin, []), (sql, parameters));
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await ReadPromiseAsync(reader, cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                }

                return reader.RecordsAffected;
            },
            cancellationToken);
        if (changed > 0)
        {
            problem.Clear();
        }
    }

    /// <summary>Runs one statement and reads its rows; returns after its change is on disk.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be used, or doesn't wait for its
    /// disk.</exception>
    public async ValueTask<List<T>> ChangeAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters)
    {
        var rows = await UseAsync(
            async connection =>
            {
                await using var batch = Batch(connection, (PostgresStatements.Begin, []), (sql, parameters));
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await ReadPromiseAsync(reader, cancellationToken);
                return await ReadAsync(reader, read, cancellationToken);
            },
            cancellationToken);
        if (rows.Count > 0)
        {
            problem.Clear();
        }

        return rows;
    }

    /// <summary>Runs several statements in one transaction; returns after their change is on disk.</summary>
    /// <param name="work">The statements.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="isPromised">False for what may be lost.</param>
    /// <exception cref="JournalUnavailableException">The database can't be used, or doesn't wait for its
    /// disk.</exception>
    public async ValueTask<T> TransactAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken, bool isPromised = true) =>
            await UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            if (isPromised && await IsPromiseBrokenAsync(connection))
            {
                throw Report(PostgresFailure.BrokenPromise(host));
            }

            var result = await work(connection);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        },
        cancellationToken);

    /// <summary>Makes sure that the database answers and that it waits for its disk; writes nothing.</summary>
    /// <returns>The database's clock, in milliseconds since 1970.</returns>
    public ValueTask<long> CheckAsync(CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await using var batch = Batch(connection, (PostgresStatements.Begin, []), (PostgresStatements.Clock, []));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await ReadPromiseAsync(reader, cancellationToken);
            return (await ReadAsync(reader, row => row.GetInt64(0), cancellationToken))[0];
        },
        cancellationToken);

    /// <summary>
    /// Changes nothing, but writes a row: proves that the database can be written, and that a commit returns.
    /// </summary>
    public ValueTask ProbeAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE journal.version SET version = version", cancellationToken);

    /// <summary>Runs one statement that looks rows up, and reads them.</summary>
    public ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters) =>
        ReadLastAsync(read, cancellationToken, (PostgresStatements.LookUp, []), (sql, parameters));

    /// <summary>Runs one statement that reads whole tables, to count or to add up, and reads its rows.</summary>
    public ValueTask<List<T>> ScanAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters) =>
        ReadLastAsync(read, cancellationToken, (sql, parameters));

    /// <summary>The same for its first row; null when it takes longer than a statement may.</summary>
    public ValueTask<T?> TryScanAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class =>
        UseAsync(
            async connection =>
            {
                try
                {
                    await using var batch = Batch(connection, (sql, []));
                    await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                    return (await ReadAsync(reader, read, cancellationToken))[0];
                }
                catch (NpgsqlException e) when (PostgresFailure.IsTimeout(e))
                {
                    return null;
                }
            },
            cancellationToken);

    /// <summary>
    /// Runs statements that lease. A lease promises nothing to anyone: one that a crash of the server takes is as one
    /// that has run out. So it doesn't wait for the disk.
    /// </summary>
    public ValueTask<T> LeaseAsync<T>(
        Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken,
        params (string Sql, object[] Parameters)[] statements) =>
        UseAsync(
            async connection =>
            {
                await using var batch = Batch(connection, [(PostgresStatements.BeginUnpromised, []), .. statements]);
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                return await read(reader);
            },
            cancellationToken);

    /// <summary>Uses a connection. Whoever gives up waiting leaves the connection to end its work alone.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be used.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        if (_isClosed || stopping.Unreachable.IsCancellationRequested)
        {
            throw new JournalUnavailableException("The journal is closed: the receiver is stopping.");
        }

        var isAsked = false;
        try
        {
            return await ConnectAndUseAsync(
                connection =>
                {
                    isAsked = true;
                    return use(connection);
                },
                cancellationToken).WaitAsync(stopping.Unreachable);
        }
        catch (OperationCanceledException e) when (stopping.Unreachable.IsCancellationRequested)
        {
            throw Failed(e, isAsked);
        }
        catch (Exception e) when (PostgresFailure.IsOutage(e))
        {
            throw Failed(e, isAsked && PostgresFailure.LosesTheAnswer(e));
        }
    }

    /// <summary>Statements that go to the server together.</summary>
    public static NpgsqlBatch Batch(
        NpgsqlConnection connection, params ReadOnlySpan<(string Sql, object[] Parameters)> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var (sql, parameters) in statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>Reads the rows of the statement that the reader stands at.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>
    /// Reads the answer to <see cref="PostgresStatements.Begin"/>, and goes on to the next statement.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The server acknowledges what isn't on its disk.</exception>
    public async Task ReadPromiseAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(reader, row => row.GetString(0), cancellationToken))[0] is "off")
        {
            throw Report(PostgresFailure.BrokenPromise(host));
        }

        await reader.NextResultAsync(cancellationToken);
    }

    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        source.OpenAsync(cancellationToken).AsTask();

    /// <summary>Takes note of a problem that isn't an exception of the database's.</summary>
    public JournalUnavailableException Report(string sentence) => problem.Report(sentence);

    /// <summary>
    /// A change is on disk. Only that ends a problem: a database whose disk is full can still be read.
    /// </summary>
    public void Wrote() => problem.Clear();

    public void Close() => _isClosed = true;

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private ValueTask<List<T>> ReadLastAsync<T>(
        Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params (string Sql, object[] Parameters)[] statements) =>
        UseAsync(
            async connection =>
            {
                await using var batch = Batch(connection, statements);
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                for (var statement = 1; statement < statements.Length; statement++)
                {
                    await reader.NextResultAsync(cancellationToken);
                }

                return await ReadAsync(reader, read, cancellationToken);
            },
            cancellationToken);

    private static async Task<bool> IsPromiseBrokenAsync(NpgsqlConnection connection)
    {
        await using var batch = Batch(connection, (PostgresStatements.Begin, []));
        return await batch.ExecuteScalarAsync() is "off";
    }

    private async Task<T> ConnectAndUseAsync<T>(
        Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenAsync(cancellationToken);
        return await use(connection);
    }

    private JournalUnavailableException Failed(Exception cause, bool mayBeDone) =>
        problem.Report(PostgresFailure.Sentence(cause, host), cause, mayBeDone);
}
