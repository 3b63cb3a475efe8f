using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The database's tables, version by version. A version that was released is never edited: the next one goes behind it.</summary>
internal static class PostgresSchema
{
    // One receiver at a time migrates: the others wait for this advisory lock ("GRcv").
    private const long MigrationLock = 0x47526376;

    // Times are milliseconds since 1970 UTC. due is when a row may be taken: while a lease holds it, that lease's end.
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE journal.deliveries (
            id bigint PRIMARY KEY, received bigint NOT NULL, due bigint NOT NULL, conversation bigint NOT NULL,
            lease bigint, owner uuid, inline boolean NOT NULL DEFAULT false,
            round_count integer NOT NULL DEFAULT 0, first_round bigint, rounds text, event bytea NOT NULL, record bytea NOT NULL);
        CREATE INDEX deliveries_by_due ON journal.deliveries (due, id);
        CREATE INDEX deliveries_by_conversation ON journal.deliveries (conversation, due, id) WHERE conversation <> 0;
        CREATE SEQUENCE journal.delivery_ids;

        CREATE TABLE journal.known_events (event bytea PRIMARY KEY, id bigint NOT NULL, at bigint NOT NULL);
        CREATE INDEX known_events_by_time ON journal.known_events (at);

        CREATE TABLE journal.finished (id bigint PRIMARY KEY, at bigint NOT NULL, discarded text, rounds text, record bytea NOT NULL);
        CREATE INDEX finished_by_time ON journal.finished (at);
        CREATE TABLE journal.dead_letters (id bigint PRIMARY KEY, at bigint NOT NULL, round_count integer NOT NULL, rounds text, record bytea NOT NULL);

        CREATE TABLE journal.anomalies (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, received bigint NOT NULL, due bigint NOT NULL DEFAULT 0,
            lease bigint, owner uuid, record bytea NOT NULL);
        CREATE TABLE journal.set_aside (id bigint PRIMARY KEY, at bigint NOT NULL, reason text NOT NULL, record bytea NOT NULL);

        -- Masked text and JSON that is read once: compressing it would cost more than the room.
        ALTER TABLE journal.deliveries ALTER COLUMN record SET STORAGE EXTERNAL;
        ALTER TABLE journal.anomalies ALTER COLUMN record SET STORAGE EXTERNAL;
        """,
        """
        -- Conversations that were fetched a moment ago, and until when no other of their deliveries is leased. A crash empties it: it is
        -- seconds that are lost.
        CREATE UNLOGGED TABLE journal.resting (conversation bigint PRIMARY KEY, at bigint NOT NULL);
        CREATE INDEX resting_by_time ON journal.resting (at);
        """,
    ];

    /// <summary>Brings the database to the newest version, in one transaction.</summary>
    /// <returns>The database's clock, in milliseconds since 1970: the receivers that share it may differ.</returns>
    /// <exception cref="JournalUnavailableException">The database is of a newer release, or acknowledges what isn't on disk.</exception>
    public static async Task<long> MigrateAsync(NpgsqlConnection connection, string host)
    {
        if (await ReadAsync(connection, PostgresStatements.ReadPromise) is "off")
        {
            throw new JournalUnavailableException(PostgresFailure.BrokenPromise(host));
        }

        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})");
        if (await ReadAsync(connection, "SELECT to_regnamespace('journal')::text") is not string)
        {
            // PostgreSQL asks for the right to make it even when it is there.
            await RunAsync(connection, "CREATE SCHEMA journal");
        }

        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS journal.version (version integer NOT NULL)");
        var version = await ReadAsync(connection, "SELECT max(version) FROM journal.version") as int? ?? 0;
        if (version > Versions.Length)
        {
            throw new JournalUnavailableException(
                $"The journal's database was written by a newer release (schema {version}, this one knows {Versions.Length}): start that release.");
        }

        for (var next = version; next < Versions.Length; next++)
        {
            await RunAsync(connection, Versions[next]);
            await RunAsync(connection, $"DELETE FROM journal.version; INSERT INTO journal.version VALUES ({next + 1})");
        }

        await transaction.CommitAsync();
        return (long)(await ReadAsync(connection, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
