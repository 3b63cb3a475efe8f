using Microsoft.Data.Sqlite;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// The search index beside the journal, opened for writing. It holds nothing that can't be made again from the journal:
/// when it is missing, damaged or another journal's, it is. Used by the index's thread alone.
/// </summary>
internal sealed class IndexFile : WritableFile
{
    // Raised when the tables change: an index of another version is made again.
    private const int Version = 3;
    private const int VersionWithoutSlots = 2;
    private const int VersionWithoutPublications = 1;

    private const string Schema = """
        CREATE TABLE info (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

        -- Dead letters that failed alike, and how many in each five minutes.
        CREATE TABLE failure_groups (
            id INTEGER PRIMARY KEY, reason TEXT NOT NULL, status INTEGER NOT NULL, topic TEXT NOT NULL, destination TEXT,
            count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
        CREATE INDEX failure_groups_by_count ON failure_groups (count);
        CREATE TABLE failure_counts (grp INTEGER NOT NULL, slot INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (grp, slot)) WITHOUT ROWID;

        CREATE TABLE anomalies (key INTEGER PRIMARY KEY, received INTEGER NOT NULL, kind INTEGER NOT NULL, grp INTEGER NOT NULL);
        CREATE INDEX anomalies_by_kind ON anomalies (kind, key);
        CREATE INDEX anomalies_by_group ON anomalies (grp, key);
        CREATE TABLE anomaly_groups (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, path TEXT NOT NULL, code TEXT NOT NULL);
        CREATE TABLE anomaly_counts (grp INTEGER NOT NULL, slot INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (grp, slot)) WITHOUT ROWID;

        -- Where an id is found: see IdRuns. A level below 0 is a run that isn't whole.
        CREATE TABLE runs (id INTEGER PRIMARY KEY, space INTEGER NOT NULL, level INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
        CREATE TABLE buckets (id INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        CREATE TABLE kept_ids (hash INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (hash, key)) WITHOUT ROWID;
        CREATE INDEX kept_ids_by_key ON kept_ids (key);
        """;

    private const string Slots = """
        CREATE INDEX anomaly_counts_by_slot ON anomaly_counts (slot);
        CREATE INDEX failure_counts_by_slot ON failure_counts (slot);
        """;

    /// <summary>Name of the last erasure that was taken up.</summary>
    public const string Erased = "erased";

    /// <summary>Reads the highest key up to which deliveries are indexed; its parameter is 0.</summary>
    public const string PositionOf = $"SELECT value FROM info WHERE name = '{Deliveries}' AND ?1 = 0";

    /// <summary>Name of that number.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Name of the highest key up to which anomalies are indexed.</summary>
    public const string Anomalies = "anomalies";

    // The highest keys that were given: it goes on from them, whatever the journal still holds.
    private const string GivenDeliveries = "given_deliveries";
    private const string GivenAnomalies = "given_anomalies";

    private IndexFile(SqliteConnection connection, string journal)
        : base(connection)
    {
        SqliteSchema.Run(Handle, """
            PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;
            """);
        if (SqliteSchema.Number(Handle, "PRAGMA user_version") == 0)
        {
            SqliteSchema.Run(
                Handle,
                $"BEGIN IMMEDIATE; {Schema} {Slots} {IndexTables.Publications} {string.Concat(IndexTables.All.Select(IndexTables.Create))} PRAGMA user_version = {Version}; COMMIT;");
            SetText("journal", journal);
        }
        else if (SqliteSchema.Number(Handle, "PRAGMA user_version") == VersionWithoutPublications)
        {
            // What was recorded until now has no key by which it would stand there.
            SqliteSchema.Run(
                Handle,
                $"BEGIN IMMEDIATE; {Slots} {IndexTables.Publications} PRAGMA user_version = {Version}; COMMIT;");
        }
        else if (SqliteSchema.Number(Handle, "PRAGMA user_version") == VersionWithoutSlots)
        {
            SqliteSchema.Run(Handle, $"BEGIN IMMEDIATE; {Slots} PRAGMA user_version = {Version}; COMMIT;");
        }
    }

    private (long Deliveries, long Anomalies) Given => (
        Math.Max(Get(Deliveries), Get(GivenDeliveries)), Math.Max(Get(Anomalies), Get(GivenAnomalies)));

    /// <summary>Where the index of a journal stands.</summary>
    public static string PathOf(string journal) => journal + "-index";

    /// <summary>Opens the index of a journal; makes it anew when it isn't this journal's.</summary>
    /// <param name="journal">The id of the journal.</param>
    /// <exception cref="SqliteFailureException">It can't be written.</exception>
    public static IndexFile Open(string path, string journal)
    {
        try
        {
            var file = TryOpen(path, journal);
            if (IsOf(file.Handle, journal))
            {
                return file;
            }

            file.Dispose();
        }
        catch (SqliteFailureException e) when (e.IsCorruption)
        {
            // It is made again.
        }

        Remove(path);
        return TryOpen(path, journal);
    }

    /// <summary>
    /// The same; also made anew when it has taken up an erasure that the journal doesn't know. That one was restored,
    /// and has again what the index was told to forget.
    /// </summary>
    /// <param name="path">Its path.</param>
    /// <param name="journal">The id of the journal.</param>
    /// <param name="lastErased">The last erasure that the journal knows.</param>
    /// <exception cref="SqliteFailureException">It can't be written.</exception>
    public static IndexFile Open(string path, string journal, long lastErased)
    {
        var file = Open(path, journal);
        try
        {
            var (deliveries, anomalies) = file.Given;
            if (file.Get(Erased) > lastErased)
            {
                file.Dispose();
                Remove(path);
                file = TryOpen(path, journal);
            }

            file.Set(GivenDeliveries, deliveries);
            file.Set(GivenAnomalies, anomalies);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens the index of a journal beside who writes it; null when it isn't there, or not this
    /// journal's.</summary>
    /// <exception cref="SqliteFailureException">It can't be read.</exception>
    public static SqliteReader? OpenForReading(string path, string journal)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var reader = new SqliteReader(path);
        try
        {
            if (IsOf(reader.Handle, journal))
            {
                return reader;
            }
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        reader.Dispose();
        return null;
    }

    /// <summary>
    /// The highest keys that the index of a journal has; 0 for one that isn't there, isn't this journal's or can't be
    /// read: such a one is made again.
    /// </summary>
    public static (long Delivery, long Anomaly) LastKeys(string journal, SQLitePCL.sqlite3 of)
    {
        try
        {
            using var id = new SqliteStatement(of, "SELECT id FROM journal");
            using var index = id.Read() ? OpenForReading(PathOf(journal), id.Text(0)!) : null;
            return index is null ? (0, 0)
                : (Math.Max(Get(index.Handle, Deliveries), Get(index.Handle, GivenDeliveries)),
                    Math.Max(Get(index.Handle, Anomalies), Get(index.Handle, GivenAnomalies)));
        }
        catch (SqliteFailureException)
        {
            return (0, 0);
        }
    }

    /// <summary>Removes an index that can't be used.</summary>
    /// <exception cref="SqliteFailureException">It can't be removed.</exception>
    public static void Remove(string path)
    {
        try
        {
            foreach (var name in SqliteNames.Of(path))
            {
                File.Delete(name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteFailureException(SQLitePCL.raw.SQLITE_CANTOPEN, e.Message);
        }
    }

    public void Begin() => SqliteSchema.Run(Handle, "BEGIN IMMEDIATE");

    public void Commit() => SqliteSchema.Run(Handle, "COMMIT");

    /// <summary>A number that was kept under a name; 0 when there is none.</summary>
    public long Get(string name) => Get(Handle, name);

    public void Set(string name, long value)
    {
        using var row = new SqliteStatement(Handle, "INSERT OR REPLACE INTO info VALUES (?1, ?2)");
        row.Bind(1, name).Bind(2, value).Execute();
    }

    private static IndexFile TryOpen(string path, string journal) =>
        SqliteFile.Open(path, connection => new IndexFile(connection, journal));

    private static long Get(SQLitePCL.sqlite3 handle, string name)
    {
        using var row = new SqliteStatement(handle, "SELECT value FROM info WHERE name = ?1");
        return row.Bind(1, name).ReadNumber() ?? 0;
    }

    private static bool IsOf(SQLitePCL.sqlite3 handle, string journal)
    {
        if (SqliteSchema.Number(handle, "PRAGMA user_version") != Version)
        {
            return false;
        }

        using var row = new SqliteStatement(handle, "SELECT value FROM info WHERE name = 'journal'");
        return row.Read() && row.Text(0) == journal;
    }

    private void SetText(string name, string value)
    {
        using var row = new SqliteStatement(Handle, "INSERT OR REPLACE INTO info VALUES (?1, ?2)");
        row.Bind(1, name).Bind(2, value).Execute();
    }
}
