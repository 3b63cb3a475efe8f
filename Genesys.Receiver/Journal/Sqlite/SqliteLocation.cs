using System.Collections.Frozen;
using Microsoft.Data.Sqlite;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Where the file is. Of a connection string its path is taken and nothing else, so that no other part of it can undo
/// what the journal promises.
/// </summary>
internal static class SqliteLocation
{
    private const string Setting = "ConnectionStrings:journal";
    private const string UriScheme = "file:";

    // https://sqlite.org/wal.html: "WAL does not work over a network filesystem".
    private static readonly FrozenSet<string> Doubtful =
        new[] { "tmpfs", "ramfs", "nfs", "nfs4", "cifs", "smb", "smb2", "smbfs", "9p", "v9fs", "afs" }.ToFrozenSet(
            StringComparer.OrdinalIgnoreCase);

    /// <summary>The file's full path for what was configured: a SQLite connection string, a path, or nothing.</summary>
    /// <returns>The path, or a sentence that says what is wrong; neither quotes more than a keyword.</returns>
    public static (string? Path, string? Problem) Parse(string? configured)
    {
        var path = configured;
        if (string.IsNullOrEmpty(configured))
        {
            path = Default(Environment.GetEnvironmentVariable("STATE_DIRECTORY"));
        }
        else if (IsConnectionString(configured))
        {
            (path, var problem) = ParseConnectionString(configured);
            if (problem is not null)
            {
                return (null, problem);
            }
        }

        return ProblemOf(path) is { } wrong ? (null, wrong) : (Path.GetFullPath(path!), null);
    }

    /// <summary>
    /// Where the file is when nothing is configured: in the folder that systemd names to a service in STATE_DIRECTORY
    /// (systemd.exec(5)), else in the user's folder for application data.
    /// </summary>
    public static string Default(string? stateFolder)
    {
        if (string.IsNullOrEmpty(stateFolder))
        {
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            stateFolder = Path.Combine(data, "Genesys.Receiver");
        }

        return Path.Combine(stateFolder, "journal.db");
    }

    /// <summary>The connection string by which the journal itself opens a path.</summary>
    // A pool would keep the file open after it was closed.
    public static string ConnectionString(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
        }.ToString();

    /// <summary>The name of the file system, when it is one in memory or on the network; else null.</summary>
    public static string? DoubtfulFileSystem(string path)
    {
        try
        {
            var name = new DriveInfo(path).DriveFormat;
            return Doubtful.Contains(name) ? name : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Bytes on disk of the file, its search index, and their logs.</summary>
    public static long Size(string path) => SqliteNames.Of(path).Concat(SqliteNames.Of(path + "-index"))
        .Select(name => new FileInfo(name)).Where(file => file.Exists).Sum(file => file.Length);

    // A folder may have an equals sign in its name: then a separator stands before it. A URI is none either.
    private static bool IsConnectionString(string configured) =>
        !configured.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase)
        && configured.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
        && configured.AsSpan(0, equals).IndexOfAny('/', '\\') < 0;

    private static (string? Path, string? Problem) ParseConnectionString(string configured)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(configured);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            return (null,
                $"{Setting} is no SQLite connection string: set it to the path of a file, such as /var/lib/genesys/journal.db.");
        }

        // Each of these would give up what the journal promises, or mean a file that only SQLite's own options lead to.
        string? refused = builder switch
        {
            { Mode: SqliteOpenMode.Memory } => "Mode=Memory keeps nothing on disk",
            { Mode: SqliteOpenMode.ReadOnly } => "Mode=ReadOnly can't be written",
            { Cache: SqliteCacheMode.Shared } => "Cache=Shared has no write-ahead log of its own",
            { Password.Length: > 0 } => "Password isn't supported, because this SQLite doesn't encrypt",
            { Vfs.Length: > 0 } => "Vfs may leave out what a commit needs",
            _ => null,
        };
        return refused is null
            ? (builder.DataSource, null)
            : (null,
                $"{Setting} can't keep a journal: {refused}. Set it to the path of a file, such as /var/lib/genesys/journal.db.");
    }

    private static string? ProblemOf(string? path) => path switch
    {
        _ when string.IsNullOrWhiteSpace(path) =>
            $"{Setting} names no file: set it to the path of a file, such as /var/lib/genesys/journal.db.",
        _ when path.Trim().StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) =>
            $"{Setting} can't keep a journal: :memory: keeps nothing on disk. Set it to the path of a file.",
        _ when path.Trim().StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase) =>
            $"{Setting} is a URI: set it to the path of a file instead.",
        _ when path.Contains("|DataDirectory|", StringComparison.OrdinalIgnoreCase) =>
            $"{Setting} has |DataDirectory| in it: set it to the path of a file.",
        _ when path.Contains('\0', StringComparison.Ordinal) =>
            $"{Setting} has a character that no path can have: set it to the path of a file.",
        _ when Path.EndsInDirectorySeparator(path) =>
            $"{Setting} names a folder: set it to the path of a file in it, such as journal.db.",
        _ => null,
    };
}
