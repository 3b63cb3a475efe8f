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
        """
        CREATE TABLE journal.destinations (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, in_order boolean NOT NULL, paused_at bigint, paused_by text,
            paused_reason text, failed_at bigint, failed_status integer, failed_reason text);

        -- What changed of the counts of a destination, or of all when it is 0; the sums are what there is.
        CREATE TABLE journal.hand_over_counts (
            destination integer NOT NULL, waiting bigint NOT NULL DEFAULT 0, dead_letters bigint NOT NULL DEFAULT 0,
            operator_events bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0);

        -- Hand-overs of deliveries; of operator events when delivery is below 0. state: 0 waiting, 1 delivered, 2 dead letter, 3 discarded.
        CREATE TABLE journal.hand_overs (
            id bigint PRIMARY KEY, destination integer NOT NULL, delivery bigint NOT NULL, conversation bigint NOT NULL, in_order boolean NOT NULL,
            recorded bigint NOT NULL, state smallint NOT NULL DEFAULT 0, due bigint, lease bigint, owner uuid, ended bigint, reason text, status integer,
            content bigint, error text, attempt_count integer NOT NULL DEFAULT 0, first_attempt bigint, attempts text);
        CREATE SEQUENCE journal.hand_over_ids;
        CREATE INDEX hand_overs_by_due ON journal.hand_overs (destination, due, id) WHERE state = 0;
        CREATE INDEX hand_overs_in_order ON journal.hand_overs (destination, conversation, id) WHERE state = 0 AND in_order;
        CREATE INDEX hand_overs_by_delivery ON journal.hand_overs (delivery);
        CREATE INDEX hand_overs_by_content ON journal.hand_overs (content) WHERE content IS NOT NULL;
        CREATE INDEX hand_overs_by_end ON journal.hand_overs (ended) WHERE state IN (1, 3);

        -- What hand-overs hand over: the records of deliveries that have ended, with their payload, and what was fetched. Each goes with the last that needs it.
        CREATE TABLE journal.payloads (id bigint PRIMARY KEY, record bytea NOT NULL);
        CREATE TABLE journal.contents (id bigint PRIMARY KEY, record bytea NOT NULL);
        ALTER TABLE journal.payloads ALTER COLUMN record SET STORAGE EXTERNAL;
        ALTER TABLE journal.contents ALTER COLUMN record SET STORAGE EXTERNAL;
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
