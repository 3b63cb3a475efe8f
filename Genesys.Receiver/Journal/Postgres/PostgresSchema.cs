using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// The database's tables, version by version. A version that was released is never edited: the next one goes behind it.
/// </summary>
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
        """
        -- An anomaly stays when CloudWatch has taken it.
        ALTER TABLE journal.anomalies ADD COLUMN shipped bigint;
        CREATE INDEX anomalies_waiting ON journal.anomalies (id) WHERE shipped IS NULL;
        CREATE INDEX anomalies_shipped ON journal.anomalies (shipped) WHERE shipped IS NOT NULL;

        -- Until when a finished delivery's record has its payload; null for one without. Since when a replayed one is open.
        ALTER TABLE journal.finished ADD COLUMN kept bigint;
        CREATE INDEX finished_with_payload ON journal.finished (kept) WHERE kept IS NOT NULL;
        ALTER TABLE journal.deliveries ADD COLUMN since bigint;
        CREATE INDEX dead_letters_by_time ON journal.dead_letters (at);

        -- What operators do. A job's keys go as they are dealt with.
        CREATE TABLE journal.jobs (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, action integer NOT NULL, state integer NOT NULL, total bigint NOT NULL DEFAULT 0,
            done bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0, rate integer NOT NULL, reason text NOT NULL, operator text,
            created bigint NOT NULL, ended bigint, filter text NOT NULL, as_of bigint NOT NULL, cursor text, problem text, owner uuid, leased_until bigint);
        CREATE INDEX jobs_to_do ON journal.jobs (id) WHERE ended IS NULL;
        CREATE TABLE journal.job_keys (job bigint NOT NULL, key bigint NOT NULL, PRIMARY KEY (job, key));
        CREATE TABLE journal.audit (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL, operator text, action text NOT NULL, subject text, count bigint NOT NULL,
            reason text);
        CREATE TABLE journal.activity (
            minute bigint PRIMARY KEY, accepted bigint NOT NULL, rejected bigint NOT NULL, duplicates bigint NOT NULL, finished bigint NOT NULL,
            dead_lettered bigint NOT NULL, handed_over bigint NOT NULL);

        -- The search index: nothing in it that can't be made again from the rest.
        CREATE TABLE journal.index_words (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL UNIQUE);
        INSERT INTO journal.index_words (text) VALUES ('');
        INSERT INTO journal.index_words (text) VALUES ('completed');
        CREATE TABLE journal.index_entries (
            key bigint PRIMARY KEY, state integer NOT NULL, version bigint NOT NULL, received bigint NOT NULL, since bigint NOT NULL, topic integer NOT NULL,
            reason integer NOT NULL, status integer NOT NULL, attempts integer NOT NULL, grp bigint);
        CREATE INDEX index_entries_by_state ON journal.index_entries (state, key) WHERE state <> 1;
        CREATE INDEX index_entries_by_topic ON journal.index_entries (state, topic, key);
        CREATE INDEX index_entries_by_reason ON journal.index_entries (state, reason, key) WHERE reason > 2;
        CREATE INDEX index_entries_by_attempts ON journal.index_entries (state, attempts, key) WHERE attempts > 1;
        CREATE INDEX index_entries_by_group ON journal.index_entries (grp, since, key) WHERE grp IS NOT NULL;
        CREATE TABLE journal.index_ids (hash bigint NOT NULL, key bigint NOT NULL, space integer NOT NULL, PRIMARY KEY (hash, key, space));
        CREATE TABLE journal.index_anomalies (key bigint PRIMARY KEY, received bigint NOT NULL, kind integer NOT NULL, grp bigint NOT NULL);
        CREATE INDEX index_anomalies_by_kind ON journal.index_anomalies (kind, key);
        CREATE INDEX index_anomalies_by_group ON journal.index_anomalies (grp, key);
        CREATE TABLE journal.index_anomaly_groups (id bigint PRIMARY KEY, kind integer NOT NULL, path text NOT NULL, code text NOT NULL);
        CREATE TABLE journal.index_anomaly_counts (grp bigint NOT NULL, slot bigint NOT NULL, count bigint NOT NULL, PRIMARY KEY (grp, slot));
        CREATE TABLE journal.index_repair (delivery bigint NOT NULL, anomaly bigint NOT NULL, at bigint NOT NULL);
        INSERT INTO journal.index_repair VALUES (0, 0, 0);
        """,
        """
        -- Times whose conversations are compared with those that analytics names, and the conversations that weren't known. due is null for a window that is
        -- done. result: 1 missing, 2 incomplete, 3 late. asked: when a job wanted it fetched; recorded: when its delivery was.
        CREATE TABLE journal.reconciliation_windows (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, begins bigint NOT NULL UNIQUE, ends bigint NOT NULL, due bigint, checked bigint,
            checks integer NOT NULL DEFAULT 0, requests integer NOT NULL DEFAULT 0, known integer NOT NULL DEFAULT 0, missing integer NOT NULL DEFAULT 0,
            incomplete integer NOT NULL DEFAULT 0, late integer NOT NULL DEFAULT 0, not_expected integer NOT NULL DEFAULT 0, problem text, owner uuid,
            leased_until bigint);
        CREATE INDEX reconciliation_windows_by_due ON journal.reconciliation_windows (due) WHERE due IS NOT NULL;
        CREATE TABLE journal.reconciliation_conversations (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, win bigint NOT NULL, conversation text NOT NULL, result integer NOT NULL,
            started bigint NOT NULL, ended bigint, asked bigint, recorded bigint, end_topic text, UNIQUE (win, conversation));
        CREATE INDEX reconciliation_conversations_by_window ON journal.reconciliation_conversations (win, id);
        CREATE INDEX reconciliation_conversations_asked ON journal.reconciliation_conversations (id) WHERE asked IS NOT NULL AND recorded IS NULL;
        """,
        """
        -- Of a hand-over that is a dead letter: its topic, so that those that failed alike are a group. Reason, status and topic are never null then.
        ALTER TABLE journal.hand_overs ADD COLUMN topic text;
        UPDATE journal.hand_overs SET reason = coalesce(reason, ''), status = coalesce(status, 0), topic = '' WHERE state = 2;
        CREATE INDEX dead_hand_overs ON journal.hand_overs (destination, reason, status, topic, delivery, ended) WHERE state = 2;
        CREATE INDEX dead_hand_overs_by_delivery ON journal.hand_overs (delivery) WHERE state = 2;
        CREATE INDEX dead_hand_overs_by_end ON journal.hand_overs (ended) WHERE state = 2;

        -- The destination whose dead letters alone a job deals with.
        ALTER TABLE journal.jobs ADD COLUMN destination text;

        -- Operators were told of the dead letters that failed before this moment: they are about to be discarded.
        CREATE TABLE journal.expiry (told bigint NOT NULL);
        INSERT INTO journal.expiry VALUES (0);
        """,
        """
        -- A delivery's record says from here on what its event keeps when Genesys publishes it again: events by that, with their first delivery, and
        -- deliveries of later publications.
        ALTER TABLE journal.activity ADD COLUMN republished bigint NOT NULL DEFAULT 0;
        CREATE TABLE journal.published (
            time bigint NOT NULL, hash bigint NOT NULL, delivery bigint NOT NULL, received bigint NOT NULL, envelope integer NOT NULL,
            PRIMARY KEY (time, hash));
        CREATE TABLE journal.republished (delivery bigint PRIMARY KEY, first bigint NOT NULL, first_received bigint NOT NULL);
        """,
        """
        -- Deliveries that came again and were answered as duplicates.
        CREATE TABLE journal.duplicates (
            delivery bigint PRIMARY KEY, count bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL);
        """,
    ];

    /// <summary>Brings the database to the newest version, in one transaction.</summary>
    /// <returns>The database's clock, in milliseconds since 1970: the receivers that share it may differ.</returns>
    /// <exception cref="JournalUnavailableException">The database is of a newer release, or acknowledges what isn't on
    /// disk.</exception>
    public static async Task<long> MigrateAsync(NpgsqlConnection connection, string host)
    {
        if (await ReadAsync(connection, PostgresStatements.Begin) is "off")
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
        return (long)(await ReadAsync(connection, PostgresStatements.Clock))!;
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
