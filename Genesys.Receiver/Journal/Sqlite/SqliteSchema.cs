using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The file's tables, version by version. A version that was released is never edited: the next one goes behind it.
/// </summary>
internal static class SqliteSchema
{
    // "GRcv": tells the file from other SQLite files (https://sqlite.org/pragma.html#pragma_application_id).
    public const int ApplicationId = 0x47526376;

    // Times are milliseconds since 1970 UTC. Keys rise in the order of recording and are never used again.
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE journal (id TEXT NOT NULL);
        INSERT INTO journal VALUES (lower(hex(randomblob(16))));

        -- Open deliveries. due is null for one that waits for no time; rounds is one JSON object per line.
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL, conversation INTEGER NOT NULL, due INTEGER,
            round_count INTEGER NOT NULL DEFAULT 0, first_round INTEGER, rounds TEXT, record BLOB NOT NULL);
        CREATE INDEX waiting_by_time ON deliveries (due) WHERE due IS NOT NULL;
        CREATE INDEX waiting_by_conversation ON deliveries (conversation) WHERE due IS NOT NULL;

        -- One row for each event that is known, by the key of its delivery.
        CREATE TABLE known_events (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, event BLOB NOT NULL);

        -- Finished and discarded deliveries, without their payload.
        CREATE TABLE finished (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, discarded TEXT, rounds TEXT, record BLOB NOT NULL);
        CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, round_count INTEGER NOT NULL, rounds TEXT, record BLOB NOT NULL);

        CREATE TABLE anomalies (id INTEGER PRIMARY KEY, received INTEGER NOT NULL, record BLOB NOT NULL);
        CREATE TABLE set_aside (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL, record BLOB NOT NULL);
        """,
        """
        -- Every destination that something was recorded for or that an operator has paused, with what would have to be counted.
        CREATE TABLE destinations (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, waiting INTEGER NOT NULL DEFAULT 0, dead_letters INTEGER NOT NULL DEFAULT 0,
            in_order INTEGER NOT NULL DEFAULT 0, paused_at INTEGER, paused_by TEXT, paused_reason TEXT, failed_at INTEGER, failed_status INTEGER,
            failed_reason TEXT);
        CREATE TABLE hand_over_totals (bytes INTEGER NOT NULL, operator_events INTEGER NOT NULL);
        INSERT INTO hand_over_totals VALUES (0, 0);

        -- Hand-overs of deliveries; of operator events when delivery is below 0. state: 0 waiting, 1 delivered, 2 dead letter, 3 discarded. due is 0 for one
        -- that waits for no time, and null for one that has ended; attempts is one JSON object per line.
        CREATE TABLE hand_overs (
            id INTEGER PRIMARY KEY, destination INTEGER NOT NULL, delivery INTEGER NOT NULL, conversation INTEGER NOT NULL, in_order INTEGER NOT NULL,
            recorded INTEGER NOT NULL, state INTEGER NOT NULL, due INTEGER, ended INTEGER, reason TEXT, status INTEGER, content INTEGER, error TEXT,
            attempt_count INTEGER NOT NULL DEFAULT 0, first_attempt INTEGER, attempts TEXT);
        CREATE INDEX hand_overs_by_due ON hand_overs (destination, due, id) WHERE due IS NOT NULL;
        CREATE INDEX hand_overs_in_order ON hand_overs (destination, conversation, id) WHERE due IS NOT NULL AND in_order = 1;
        CREATE INDEX hand_overs_by_delivery ON hand_overs (delivery);
        CREATE INDEX hand_overs_by_content ON hand_overs (content) WHERE content IS NOT NULL;

        -- What hand-overs hand over: the records of deliveries that have ended, with their payload, and what was fetched. Each goes with the last that needs it.
        CREATE TABLE payloads (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
        CREATE TABLE contents (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
        """,
        """
        -- An anomaly stays when CloudWatch has taken it.
        ALTER TABLE anomalies ADD COLUMN shipped INTEGER;
        CREATE INDEX anomalies_waiting ON anomalies (id) WHERE shipped IS NULL;

        -- Until when a finished delivery's record has its payload; null for one without.
        ALTER TABLE finished ADD COLUMN kept INTEGER;
        CREATE INDEX finished_with_payload ON finished (kept) WHERE kept IS NOT NULL;
        CREATE INDEX dead_letters_by_time ON dead_letters (at);

        -- Known events of deliveries that were replayed: they are known anew, under an old key.
        CREATE TABLE known_again (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, event BLOB NOT NULL);
        CREATE INDEX known_again_by_time ON known_again (at);

        -- What operators do. A job's keys go as they are dealt with.
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, action INTEGER NOT NULL, state INTEGER NOT NULL, total INTEGER NOT NULL DEFAULT 0,
            done INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, rate INTEGER NOT NULL, reason TEXT NOT NULL, operator TEXT,
            created INTEGER NOT NULL, ended INTEGER, filter TEXT NOT NULL, as_of INTEGER NOT NULL, cursor TEXT, problem TEXT);
        CREATE INDEX jobs_to_do ON jobs (id) WHERE ended IS NULL;
        CREATE TABLE job_keys (job INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (job, key)) WITHOUT ROWID;
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, operator TEXT, action TEXT NOT NULL, subject TEXT, count INTEGER NOT NULL, reason TEXT);
        CREATE TABLE activity (
            minute INTEGER PRIMARY KEY, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL, duplicates INTEGER NOT NULL, finished INTEGER NOT NULL,
            dead_lettered INTEGER NOT NULL, handed_over INTEGER NOT NULL);

        -- What has to leave the search index: the hash of a conversation id that was erased.
        CREATE TABLE erased (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, key INTEGER NOT NULL, conversation INTEGER NOT NULL);
        """,
        """
        -- Times whose conversations are compared with those that analytics names, and the conversations that weren't known. due is null for a window that is
        -- done. result: 1 missing, 2 incomplete, 3 late. asked: when a job wanted it fetched; recorded: when its delivery was.
        CREATE TABLE reconciliation_windows (
            id INTEGER PRIMARY KEY AUTOINCREMENT, begins INTEGER NOT NULL UNIQUE, ends INTEGER NOT NULL, due INTEGER, checked INTEGER,
            checks INTEGER NOT NULL DEFAULT 0, requests INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, missing INTEGER NOT NULL DEFAULT 0,
            incomplete INTEGER NOT NULL DEFAULT 0, late INTEGER NOT NULL DEFAULT 0, not_expected INTEGER NOT NULL DEFAULT 0, problem TEXT);
        CREATE INDEX reconciliation_windows_by_due ON reconciliation_windows (due) WHERE due IS NOT NULL;
        CREATE TABLE reconciliation_conversations (
            id INTEGER PRIMARY KEY AUTOINCREMENT, win INTEGER NOT NULL, conversation TEXT NOT NULL, result INTEGER NOT NULL, started INTEGER NOT NULL,
            ended INTEGER, asked INTEGER, recorded INTEGER, end_topic TEXT, UNIQUE (win, conversation));
        CREATE INDEX reconciliation_conversations_by_window ON reconciliation_conversations (win, id);
        CREATE INDEX reconciliation_conversations_asked ON reconciliation_conversations (id) WHERE asked IS NOT NULL AND recorded IS NULL;
        """,
        """
        -- Of a hand-over that is a dead letter: its topic, so that those that failed alike are a group. Reason, status and topic are never null then.
        ALTER TABLE hand_overs ADD COLUMN topic TEXT;
        UPDATE hand_overs SET reason = coalesce(reason, ''), status = coalesce(status, 0), topic = '' WHERE state = 2;
        CREATE INDEX dead_hand_overs ON hand_overs (destination, reason, status, topic, delivery, ended) WHERE state = 2;
        CREATE INDEX dead_hand_overs_by_delivery ON hand_overs (delivery) WHERE state = 2;
        CREATE INDEX dead_hand_overs_by_end ON hand_overs (ended) WHERE state = 2;

        -- The destination whose dead letters alone a job deals with.
        ALTER TABLE jobs ADD COLUMN destination TEXT;

        -- Operators were told of the dead letters that failed before this moment: they are about to be discarded.
        CREATE TABLE expiry (told INTEGER NOT NULL);
        INSERT INTO expiry VALUES (0);
        """,
        """
        -- A delivery's record says from here on what its event keeps when Genesys publishes it again.
        ALTER TABLE activity ADD COLUMN republished INTEGER NOT NULL DEFAULT 0;
        """,
        """
        -- Deliveries that came again and were answered as duplicates.
        CREATE TABLE duplicates (
            delivery INTEGER PRIMARY KEY, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
        """,
        """
        -- Of a finished delivery whose hand-overs have no rows yet: the keys of their destinations, each between commas, and the key of the first, which those of
        -- the others follow. Its record has its payload then.
        ALTER TABLE finished ADD COLUMN hand_overs TEXT;
        ALTER TABLE finished ADD COLUMN first_hand_over INTEGER;
        CREATE INDEX finished_to_hand_over ON finished (hand_overs, first_hand_over) WHERE hand_overs IS NOT NULL;
        """,
    ];

    /// <summary>Brings the file to the newest version, in one transaction for each.</summary>
    /// <exception cref="JournalUnavailableException">The file is of a newer release, or something else's.</exception>
    public static void Migrate(sqlite3 connection, string path) => Migrate(connection, path, Versions.Length);

    /// <summary>The same to an older version, for what measures how long it takes.</summary>
    public static void Migrate(sqlite3 connection, string path, int upTo)
    {
        var version = Number(connection, "PRAGMA user_version");
        var application = Number(connection, "PRAGMA application_id");
        var isEmpty = Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isEmpty && application != ApplicationId)
        {
            throw new JournalUnavailableException(
                $"The file {path} is an SQLite file but no journal: set ConnectionStrings:journal to the path of the journal's own file.");
        }

        if (version > Versions.Length)
        {
            throw new JournalUnavailableException(
                $"The journal {path} was written by a newer release (schema {version}, this one knows {Versions.Length}): start that release.");
        }

        for (var next = (int)version; next < upTo; next++)
        {
            Run(
                connection,
                $"BEGIN IMMEDIATE; {Versions[next]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next + 1}; COMMIT;");
        }
    }

    /// <summary>Runs statements that give no rows.</summary>
    public static void Run(sqlite3 connection, string sql)
    {
        if (raw.sqlite3_exec(connection, sql) != raw.SQLITE_OK)
        {
            throw new SqliteFailureException(
                raw.sqlite3_extended_errcode(connection), raw.sqlite3_errmsg(connection).utf8_to_string());
        }
    }

    /// <summary>The first column of the first row.</summary>
    public static long Number(sqlite3 connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.ReadNumber() ?? 0;
    }
}
