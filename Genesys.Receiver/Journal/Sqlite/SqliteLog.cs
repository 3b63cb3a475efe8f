using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Keeps the log beside the file short. What is in it is copied into the file, and synced, on a connection of its own
/// while the writer goes on; then the writer copies the little that came meanwhile, and SQLite begins the log anew.
/// SQLite's own way is one copy within a commit, which holds up every record for 15 ms, three times a second under
/// load. Used by the writer's thread alone.
/// </summary>
internal sealed partial class SqliteLog : IDisposable
{
    // A page of the log is 4 KB: 2 MB between two copies. While a copy is synced a commit waits for the disk behind it,
    // the longer the more was copied: with 16 MB the 99th percentile of an answer was twice as high (docs/capacity.md).
    private const int Pages = 512;

    // SQLITE_DBSTATUS_CACHE_WRITE (https://sqlite.org/c3ref/c_dbstatus_options.html): in WAL mode the pages written to
    // the log.
    private const int PagesWritten = 9;

    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html, https://sqlite.org/c3ref/c_sync_dataonly.html
    private const int FilePointer = 7;
    private const int SyncNormal = 2;

    // Of sqlite3_io_methods (https://sqlite.org/c3ref/io_methods.html), whose first field is an int.
    private const int SyncMethod = 5;

    private readonly SqliteConnection _beside;
    private readonly sqlite3 _writer;
    private readonly ILogger _logger;
    private readonly string _path;
    private volatile int _failure;
    private Task? _copying;
    private int _pages;

    /// <param name="path">The file.</param>
    /// <param name="writer">The connection that writes it.</param>
    /// <param name="logger">Told when a copy fails.</param>
    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public SqliteLog(string path, sqlite3 writer, ILogger logger)
    {
        (_beside, _writer, _logger, _path) = (SqliteFile.Connect(path), writer, logger, path);
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
    /// <exception cref="SqliteFailureException">What was copied couldn't be synced.</exception>
    public void Shorten()
    {
        _ = raw.sqlite3_db_status(_writer, PagesWritten, out var written, out _, resetFlg: 1);
        _pages += written;
        if (_copying is { IsCompleted: true })
        {
            Finish();
            Copy(_writer);
            _pages = 0;
        }
        else if (_copying is null && _pages >= Pages)
        {
            _copying = Task.Run(CopyBeside);
        }
    }

    /// <summary>Waits for the copy that is being made.</summary>
    /// <exception cref="SqliteFailureException">What was copied couldn't be synced.</exception>
    public void Finish()
    {
        var copying = _copying;
        _copying = null;
        copying?.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        try
        {
            Finish();
        }
        catch (Exception)
        {
            // Whoever goes on with the file has called Finish before; one that is corrupt is given up.
        }

        // The writer's connection moves the rest of the log, and knows whether the log's name still leads to it.
        _ = raw.sqlite3_db_config(_beside.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        _beside.Dispose();
    }

    // SQLite syncs the file when all of the log is in it, and beside the writer it never is: the writer's own copy
    // would wait until the disk has everything, 20 ms for 16 MB.
    private void CopyBeside()
    {
        var connection = _beside.Handle!;
        Copy(connection);
        if (FileControl(connection, 0, FilePointer, out var file) == raw.SQLITE_OK)
        {
            var method = Marshal.ReadIntPtr(Marshal.ReadIntPtr(file), SyncMethod * nint.Size);
            ThrowUnlessSynced(Marshal.GetDelegateForFunctionPointer<Sync>(method)(file, SyncNormal));
        }
    }

    // What isn't copied, because somebody reads in the log, is another time: the log is as good a record as the file.
    private void Copy(sqlite3 connection)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(connection, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        if (code != raw.SQLITE_OK)
        {
            ThrowUnlessSynced(raw.sqlite3_extended_errcode(connection));
        }

        // Once while it lasts: a full disk has it tried again and again.
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY) && _failure != code)
        {
            Log.CopyFailed(_logger, new SqliteFailureException(code, "").Problem(_path));
        }

        _failure = code;
    }

    private static void ThrowUnlessSynced(int code)
    {
        if (code == raw.SQLITE_IOERR_FSYNC)
        {
            throw new SqliteFailureException(code, "what was copied into the file couldn't be synced");
        }
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(sqlite3 connection, nint database, int operation, out nint value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Sync(nint file, int flags);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Problem}. The journal's log grows until it can be copied into its file.")]
        public static partial void CopyFailed(ILogger logger, string problem);
    }
}
