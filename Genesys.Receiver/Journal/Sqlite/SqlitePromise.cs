using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The settings by which a commit is on disk when it returns. SQLite keeps its old mode without an error where it can't
/// take the new one.
/// </summary>
internal static class SqlitePromise
{
    private const int Full = 2;

    /// <summary>
    /// Makes a connection write a log and wait for the disk at each commit, and makes sure that it does.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It can't be done with this file.</exception>
    /// <exception cref="SqliteFailureException">The file can't be written.</exception>
    public static void Make(sqlite3 connection, string path)
    {
        if (raw.sqlite3_db_readonly(connection, "main") == 1)
        {
            throw new SqliteFailureException(raw.SQLITE_READONLY, "the file was opened for reading alone");
        }

        // fullfsync is for macOS, where an fsync alone leaves what was written in the disk's own cache.
        SqliteSchema.Run(
            connection,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;");
        using var mode = new SqliteStatement(connection, "PRAGMA journal_mode");
        if (!mode.Read() || mode.Text(0) != "wal" || SqliteSchema.Number(connection, "PRAGMA synchronous") != Full)
        {
            throw new JournalUnavailableException(
                $"The journal {path} can't be kept where it is, because its file system doesn't take SQLite's write-ahead log: "
                + "set ConnectionStrings:journal to a path on a local disk.");
        }

        mode.Reset();
    }
}
