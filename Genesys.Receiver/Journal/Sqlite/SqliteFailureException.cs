using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A call of SQLite's that failed (https://sqlite.org/rescode.html).</summary>
internal sealed class SqliteFailureException(int code, string detail) : Exception($"SQLite error {code}: {detail}")
{
    /// <summary>The primary result code.</summary>
    public int Code { get; } = code & 0xFF;

    /// <summary>True when the file's content can't be trusted any more.</summary>
    public bool IsCorruption => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>True when the system couldn't bring to the disk what it had taken.</summary>
    public bool IsUnsynced { get; } = code == raw.SQLITE_IOERR_FSYNC;

    /// <summary>True when the file has to be opened anew before it can be written.</summary>
    public bool NeedsReopening => Code is not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED);

    /// <summary>What an operator of the service reads: what is wrong, and what to do.</summary>
    public string Sentence(string path) =>
        IsCorruption ? CorruptionSentence(path) : $"{Problem(path)}; the journal retries automatically.";

    /// <summary>The same of a journal's search index, which can be made again.</summary>
    public string IndexSentence(string path) =>
        (IsCorruption ? $"The journal's search index {path} is damaged and is made again"
            : Problem(path, "journal's search index") + "; it is tried again")
        + ". What the journal takes and does isn't affected.";

    /// <summary>The same for a command, which tries once; without the full stop.</summary>
    public string Problem(string path, string what = "journal") => Code switch
    {
        raw.SQLITE_FULL => $"The disk that holds the {what} {path} is full: free some space",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            $"The {what} {path} can't be written: give this process write access to the file and its folder",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"The {what} {path} is locked by another process: end that process or its transaction",
        raw.SQLITE_CANTOPEN =>
            $"The {what} {path} can't be opened: check that its folder exists and that this process may write there",
        raw.SQLITE_IOERR => $"The disk that holds the {what} {path} fails to read or write: check the disk",
        _ => $"The {what} {path} can't be used (SQLite error {Code})",
    };

    /// <summary>The sentence that stops the service when a copy of the log couldn't be synced.</summary>
    public static string UnsyncedSentence(string path) =>
        $"The disk that holds the journal {path} failed while what is in the journal's log was copied into it. The log has "
        + "all of it still: check the disk, and start again.";

    /// <summary>The sentence that stops the service after a fault of its own.</summary>
    public static string FaultSentence(string path) =>
        $"The receiver ends, because of a fault of its own while it worked on the journal {path}. What was acknowledged is "
        + "in it: start again, and report what the log says.";

    /// <summary>The sentence that stops the service, with the command that saves what can be read.</summary>
    public static string CorruptionSentence(string path) =>
        $"The journal {path} is corrupt. Save what can be read with "
        + $"\"./Genesys.Receiver journal recover {path} {path}.recovered\", put the saved file in its place, and start again.";
}
