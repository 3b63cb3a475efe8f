using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Keeps the log beside the file short. What is in it is copied into the file on a connection of its own while the
/// writer goes on; then the writer copies the little that came meanwhile, and SQLite begins the log anew. SQLite's own
/// way is one copy within a commit, which holds up every record for 15 ms, three times a second under load. Used by the
/// writer's thread alone.
/// </summary>
internal sealed partial class SqliteLog : IDisposable
{
    // A page of the log is 4 KB: 16 MB between two copies, each of which costs two fsyncs.
    private const int Pages = 4096;

    // After a copy that another reader of the file kept from its end.
    private const int PagesBetweenTries = 512;

    // SQLITE_DBSTATUS_CACHE_WRITE (https://sqlite.org/c3ref/c_dbstatus_options.html): in WAL mode the pages written to
    // the log.
    private const int PagesWritten = 9;

    private readonly SqliteConnection _beside;
    private readonly sqlite3 _writer;
    private readonly ILogger _logger;
    private Task<bool>? _copying;
    private int _pages;

    /// <param name="path">The file.</param>
    /// <param name="writer">The connection that writes it.</param>
    /// <param name="logger">Told when a copy fails.</param>
    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public SqliteLog(string path, sqlite3 writer, ILogger logger)
    {
        (_beside, _writer, _logger) = (SqliteFile.Connect(path), writer, logger);
        try
        {
            SqlitePromise.Make(_beside.Handle!, path);
            SqliteSchema.Run(writer, "PRAGMA wal_autocheckpoint = 0");
        }
        catch
        {
            _beside.Dispose();
            throw;
        }
    }

    /// <summary>To be called after each transaction.</summary>
    public void Shorten()
    {
        _ = raw.sqlite3_db_status(_writer, PagesWritten, out var written, out _, resetFlg: 1);
        _pages += written;
        if (_copying is { IsCompleted: true })
        {
            _copying = null;
            _pages = TryCopy(_writer) ? 0 : Pages - PagesBetweenTries;
        }
        else if (_copying is null && _pages >= Pages)
        {
            _copying = Task.Run(() => TryCopy(_beside.Handle!));
        }
    }

    public void Dispose()
    {
        // The writer's connection moves the rest of the log, and knows whether the log's name still leads to it.
        _copying?.GetAwaiter().GetResult();
        _ = raw.sqlite3_db_config(_beside.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        _beside.Dispose();
    }

    // True when all of it is in the file. What isn't is copied another time: the log is as good a record as the file.
    private bool TryCopy(sqlite3 connection)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            connection, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            Log.CopyFailed(_logger, code);
        }

        return code == raw.SQLITE_OK && pages == copied;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The journal's log couldn't be copied into its file (SQLite error {Code}): it grows until it can.")]
        public static partial void CopyFailed(ILogger logger, int code);
    }
}
