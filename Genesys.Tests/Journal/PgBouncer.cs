using System.Diagnostics;
using Genesys.Drills.Processes;
using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>
/// A pooler in front of a server, which runs each transaction on whichever of ten connections is free.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly RunningProcess _process;

    private PgBouncer(DirectoryInfo folder, NpgsqlConnectionStringBuilder server, int port)
    {
        _folder = folder;
        var settings = Path.Combine(folder.FullName, "pgbouncer.ini");
        File.WriteAllText(settings, $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 10
            """);
        _process = AsPostgres.Start(Binary!, settings);
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = port }.ConnectionString;
    }

    /// <summary>Why there is none here; null when there is one.</summary>
    public static string? Absence { get; } =
        Binary is null ? "cannot run here: PgBouncer isn't installed: apt-get install pgbouncer" : null;

    /// <summary>The server's connection string by way of this.</summary>
    public string ConnectionString { get; }

    private static string? Binary =>
        new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);

    public static async Task<PgBouncer> StartAsync(string server)
    {
        var folder = await AsPostgres.CreateFolderAsync("pgbouncer-");
        var bouncer = new PgBouncer(folder, new NpgsqlConnectionStringBuilder(server), FreePort.Find());
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString + ";Pooling=false");
                await using var connection = await source.OpenConnectionAsync();
                return bouncer;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60)
                && !bouncer._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(default);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
