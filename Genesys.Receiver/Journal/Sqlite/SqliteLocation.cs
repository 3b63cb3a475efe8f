using Microsoft.Data.Sqlite;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Where the file is.</summary>
internal static class SqliteLocation
{
    /// <summary>A SQLite connection string for what was configured: one already, a file path, or nothing.</summary>
    public static string ConnectionString(string? configured)
    {
        var builder = configured is not null && configured.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(configured)
            : new SqliteConnectionStringBuilder { DataSource = string.IsNullOrWhiteSpace(configured) ? Default() : configured };
        builder.DataSource = System.IO.Path.GetFullPath(builder.DataSource);

        // A pool would keep the file open after it was closed.
        builder.Pooling = false;
        return builder.ToString();
    }

    public static string Path(string connectionString) => new SqliteConnectionStringBuilder(connectionString).DataSource;

    /// <summary>Bytes on disk of the file and its log.</summary>
    public static long Size(string path) => new[] { path, path + "-wal", path + "-shm" }
        .Select(name => new FileInfo(name)).Where(file => file.Exists).Sum(file => file.Length);

    // systemd names a service's own folder in STATE_DIRECTORY (systemd.exec(5)); else the user's folder for application data.
    private static string Default()
    {
        var folder = Environment.GetEnvironmentVariable("STATE_DIRECTORY");
        if (string.IsNullOrEmpty(folder))
        {
            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            folder = System.IO.Path.Combine(data, "Genesys.Receiver");
        }

        return System.IO.Path.Combine(folder, "journal.db");
    }
}
