using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The journal's file, opened for writing. Used by the writer's thread alone.</summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>Bytes of a page: SQLite's default since 2016, set so that it stays what recovery reads by.</summary>
    public const int PageSize = 4096;

    private readonly SqliteConnection _connection;
    private readonly List<SqliteStatement> _statements = [];

    private SqliteFile(SqliteConnection connection)
    {
        _connection = connection;
        Handle = connection.Handle!;
        SqliteSchema.Run(Handle, $"""
            PRAGMA busy_timeout = 1000;
            PRAGMA page_size = {PageSize};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            """);
        SqliteSchema.Migrate(Handle, connection.DataSource);
        BeginStatement = Prepare("BEGIN IMMEDIATE");
        BeginReadingStatement = Prepare("BEGIN");
        CommitStatement = Prepare("COMMIT");
        InsertDelivery = Prepare("INSERT INTO deliveries (id, received, conversation, record) VALUES (?1, ?2, ?3, ?4)");
        InsertKnownEvent = Prepare("INSERT INTO known_events (id, at, event) VALUES (?1, ?2, ?3)");
        ReadKnownEvent = Prepare("SELECT at, event FROM known_events WHERE id = ?1");
        ForgetKnownEvent = Prepare("DELETE FROM known_events WHERE id = ?1");
        ReadDelivery = Prepare("SELECT record, round_count, first_round, conversation, rounds FROM deliveries WHERE id = ?1");
        DeleteDelivery = Prepare("DELETE FROM deliveries WHERE id = ?1");
        SetDue = Prepare("UPDATE deliveries SET due = ?2 WHERE id = ?1");
        AddRound = Prepare("""
            UPDATE deliveries SET due = ?2, round_count = round_count + 1, first_round = coalesce(first_round, ?3),
            rounds = coalesce(rounds, '') || ?4 WHERE id = ?1
            """);
        InsertFinished = Prepare("INSERT OR REPLACE INTO finished (id, at, discarded, rounds, record) VALUES (?1, ?2, ?3, ?4, ?5)");
        InsertFinishedAtOnce = Prepare("INSERT INTO finished (id, at, record) VALUES (?1, ?2, ?3)");
        InsertDeadLetter = Prepare("INSERT OR REPLACE INTO dead_letters (id, at, round_count, rounds, record) VALUES (?1, ?2, ?3, ?4, ?5)");
        ReadyAfter = Prepare("SELECT id, conversation, length(record) FROM deliveries WHERE id > ?1 AND due IS NULL ORDER BY id LIMIT ?2");
        WaitingUntil = Prepare("SELECT id, conversation FROM deliveries WHERE due <= ?1 ORDER BY due LIMIT ?2");
        WaitingOf = Prepare("SELECT id FROM deliveries WHERE conversation = ?1 AND due IS NOT NULL ORDER BY id LIMIT ?2");
        NextDue = Prepare("SELECT min(due) FROM deliveries WHERE due IS NOT NULL");
        InsertAnomaly = Prepare("INSERT INTO anomalies (id, received, record) VALUES (?1, ?2, ?3)");
        AnomaliesAfter = Prepare("SELECT id, record FROM anomalies WHERE id > ?1 ORDER BY id LIMIT ?2");
        ReadAnomaly = Prepare("SELECT record FROM anomalies WHERE id = ?1");
        DeleteAnomaly = Prepare("DELETE FROM anomalies WHERE id = ?1");
        InsertSetAside = Prepare("INSERT OR REPLACE INTO set_aside (id, at, reason, record) SELECT id, ?2, ?3, record FROM anomalies WHERE id = ?1");
        OldestDelivery = Prepare("SELECT received FROM deliveries ORDER BY id LIMIT 1");
        OldestAnomaly = Prepare("SELECT received FROM anomalies ORDER BY id LIMIT 1");
    }

    public sqlite3 Handle { get; }

    /// <summary>Rows changed since the file was opened.</summary>
    public int Changes => raw.sqlite3_total_changes(Handle);

    public string Path => _connection.DataSource;

    public SqliteStatement InsertDelivery { get; }

    public SqliteStatement InsertKnownEvent { get; }

    public SqliteStatement ReadKnownEvent { get; }

    public SqliteStatement ForgetKnownEvent { get; }

    public SqliteStatement ReadDelivery { get; }

    public SqliteStatement DeleteDelivery { get; }

    public SqliteStatement SetDue { get; }

    public SqliteStatement AddRound { get; }

    public SqliteStatement InsertFinished { get; }

    public SqliteStatement InsertFinishedAtOnce { get; }

    public SqliteStatement InsertDeadLetter { get; }

    public SqliteStatement ReadyAfter { get; }

    public SqliteStatement WaitingUntil { get; }

    public SqliteStatement WaitingOf { get; }

    public SqliteStatement NextDue { get; }

    public SqliteStatement InsertAnomaly { get; }

    public SqliteStatement AnomaliesAfter { get; }

    public SqliteStatement ReadAnomaly { get; }

    public SqliteStatement DeleteAnomaly { get; }

    public SqliteStatement InsertSetAside { get; }

    public SqliteStatement OldestDelivery { get; }

    public SqliteStatement OldestAnomaly { get; }

    private SqliteStatement BeginStatement { get; }

    private SqliteStatement BeginReadingStatement { get; }

    private SqliteStatement CommitStatement { get; }

    /// <summary>Opens the file, creates it and its folder when it isn't there, and brings its tables to the newest version.</summary>
    /// <exception cref="SqliteFailureException">The file can't be opened or written.</exception>
    public static SqliteFile Open(string connectionString)
    {
        Create(SqliteLocation.Path(connectionString));
        var connection = Connect(connectionString);
        try
        {
            return new SqliteFile(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection to the file.</summary>
    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SqliteFailureException(e.SqliteExtendedErrorCode, e.Message);
        }
    }

    public void Begin() => BeginStatement.Execute();

    public void Commit() => CommitStatement.Execute();

    /// <summary>Begins a transaction that only reads: each statement by itself would take and give back SQLite's locks.</summary>
    public void BeginReading() => BeginReadingStatement.Execute();

    /// <summary>Undoes the transaction, if there is one; a failure has often ended it by itself.</summary>
    public void Rollback()
    {
        _statements.ForEach(statement => statement.Reset());
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
        }
    }

    /// <summary>
    /// Writes a page within the transaction, so that its commit has an fsync. It has to be another text each time: SQLite leaves a page alone when a row is
    /// replaced by its like.
    /// </summary>
    public void Touch() => SqliteSchema.Run(Handle, "INSERT OR REPLACE INTO journal (rowid, id) VALUES (3, hex(randomblob(8)))");

    /// <summary>
    /// Proves that the file can be written and that there is room, in two transactions of its own: 64 KB more, and as much less. A page alone often fits
    /// where a record doesn't, in what a transaction that failed has left behind.
    /// </summary>
    public void Probe()
    {
        SqliteSchema.Run(Handle, "INSERT OR REPLACE INTO journal (rowid, id) VALUES (2, zeroblob(65536))");
        SqliteSchema.Run(Handle, "DELETE FROM journal WHERE rowid = 2");
    }

    /// <summary>Reads the file's whole structure when that takes a second or two at most; a larger file's damage shows when it is read.</summary>
    public void Check()
    {
        const long MaxBytes = 1_000_000_000;
        if (Number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") > MaxBytes)
        {
            return;
        }

        using var check = new SqliteStatement(Handle, "PRAGMA quick_check(1)");
        if (check.Read() && check.Text(0) is { } finding && finding != "ok")
        {
            throw new SqliteFailureException(raw.SQLITE_CORRUPT, finding);
        }
    }

    public long Number(string sql) => SqliteSchema.Number(Handle, sql);

    public void InsertKnown(long id, long at, UInt128 eventKey) =>
        InsertKnownEvent.Bind(1, id).Bind(2, at).Bind(3, MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in eventKey))).Execute();

    /// <summary>True when the delivery's event is this one, recorded at or after a moment.</summary>
    public bool Knows(long id, UInt128 eventKey, long notBefore)
    {
        if (!ReadKnownEvent.Bind(1, id).Read())
        {
            return false;
        }

        var same = ReadKnownEvent.Int64(0) >= notBefore
            && ReadKnownEvent.Blob(1).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in eventKey)));
        ReadKnownEvent.Reset();
        return same;
    }

    /// <summary>Moves what is in the log to the file and empties the log.</summary>
    public void Checkpoint() => SqliteSchema.Run(Handle, "PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _connection.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    // Only its owner may read it, for it holds events whole; SQLite gives its log the same rights.
    private static void Create(string path)
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            if (!OperatingSystem.IsWindows() && !System.IO.File.Exists(path))
            {
                new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }).Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteFailureException(raw.SQLITE_CANTOPEN, e.Message);
        }
    }
}
