using Genesys.Receiver.Hosting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The journal's file, opened for writing. Used by the writer's thread alone.</summary>
internal sealed class SqliteFile : WritableFile
{
    /// <summary>Bytes of a page: SQLite's default since 2016, set so that it stays what recovery reads by.</summary>
    public const int PageSize = 4096;

    // https://sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfigenableqpsg
    private const int EnableQpsg = 1007;

    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _beginReading;
    private readonly SqliteStatement _commit;

    private SqliteFile(SqliteConnection connection)
        : base(connection)
    {
        SqliteSchema.Run(Handle, $"PRAGMA busy_timeout = 1000; PRAGMA page_size = {PageSize};");
        SqlitePromise.Make(Handle, connection.DataSource);
        SqliteSchema.Run(Handle, """
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -16384;
            PRAGMA temp_store = MEMORY;
            """);
        SqliteSchema.Migrate(Handle, connection.DataSource);
        _begin = Prepare("BEGIN IMMEDIATE");
        _beginReading = Prepare("BEGIN");
        _commit = Prepare("COMMIT");
    }

    /// <summary>Rows changed since the file was opened.</summary>
    public int Changes => raw.sqlite3_total_changes(Handle);

    /// <summary>
    /// Opens the file, creates it and its folder when it isn't there, and brings its tables to the newest version.
    /// </summary>
    /// <exception cref="SqliteFailureException">The file can't be opened or written.</exception>
    public static SqliteFile Open(string path) => Open(path, connection => new SqliteFile(connection));

    /// <summary>Opens a file; creates it and its folder when it isn't there.</summary>
    public static T Open<T>(string path, Func<SqliteConnection, T> take)
    {
        Create(path);
        var connection = Connect(path);
        try
        {
            return take(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection to the file.</summary>
    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public static SqliteConnection Connect(string path) => Connect(path, SqliteOpenMode.ReadWriteCreate);

    /// <summary>Opens a connection that only reads: it makes no file, and none beside it.</summary>
    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public static SqliteConnection ConnectForReading(string path) => Connect(path, SqliteOpenMode.ReadOnly);

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(SqliteLocation.ConnectionString(path, mode));
        try
        {
            connection.Open();

            // A plan holds for every value. Else SQLite makes a statement anew at each execution when its plan could
            // depend on a value, which that of "LIMIT ?" could: three of them are executed for each lease.
            _ = raw.sqlite3_db_config(connection.Handle!, EnableQpsg, 1, out _);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SqliteFailureException(e.SqliteExtendedErrorCode, e.Message);
        }
    }

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>
    /// Begins a transaction that only reads: each statement alone would take and give back SQLite's locks.
    /// </summary>
    public void BeginReading() => _beginReading.Execute();

    /// <summary>
    /// Writes a page within the transaction, so that its commit has an fsync. It has to be another text each time:
    /// SQLite leaves a page alone when a row is replaced by its like.
    /// </summary>
    public void Touch() =>
        SqliteSchema.Run(Handle, "INSERT OR REPLACE INTO journal (rowid, id) VALUES (3, hex(randomblob(8)))");

    /// <summary>
    /// Proves that the file can be written and that there is room, in two transactions of its own: 64 KB more, and as
    /// much less. A page alone often fits where a record doesn't, in what a transaction that failed has left behind.
    /// </summary>
    public void Probe()
    {
        SqliteSchema.Run(Handle, "INSERT OR REPLACE INTO journal (rowid, id) VALUES (2, zeroblob(65536))");
        SqliteSchema.Run(Handle, "DELETE FROM journal WHERE rowid = 2");
    }

    /// <summary>
    /// Reads the file's whole structure when that takes a second or two at most; a larger file's damage shows when it
    /// is read.
    /// </summary>
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

    /// <summary>Moves what is in the log to the file and empties the log.</summary>
    public void Checkpoint() => SqliteSchema.Run(Handle, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>
    /// Moves what is in the log to the file, and leaves the log alone when the connection is closed: the file that its
    /// name leads to is another one. False when not all of it could be moved.
    /// </summary>
    public bool TryDetachLog()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        KeepLog();
        return code == raw.SQLITE_OK;
    }

    /// <summary>Leaves the log alone when the connection is closed.</summary>
    public void KeepLog() => _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

    /// <summary>Creates a file and its folder when they aren't there.</summary>
    /// <exception cref="SqliteFailureException">They can't be created.</exception>
    // Only its owner may read it, because it holds events whole; SQLite gives its log the same rights.
    public static void Create(string path)
    {
        try
        {
            DurableFolder.Create(Path.GetDirectoryName(path)!);
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
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
