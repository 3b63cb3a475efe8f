using System.Diagnostics;
using Genesys.Drills.Processes;
using Npgsql;

[assembly: AssemblyFixture(typeof(Genesys.Tests.Journal.PostgresCluster))]

namespace Genesys.Tests.Journal;

/// <summary>
/// A PostgreSQL server of the test run's own, from this machine's binaries, in a temporary folder, never as root.
/// Started when the first test asks.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _server;
    private readonly Lazy<Task<string>> _template;
    private NpgsqlDataSource? _superuser;
    private bool _hasStrategies;
    private DirectoryInfo? _folder;
    private RunningProcess? _process;
    private int _databases;

    public PostgresCluster()
    {
        _server = new Lazy<Task<string>>(StartAsync);
        _template = new Lazy<Task<string>>(MakeTemplateAsync);
    }

    /// <summary>Why there is no server here; null when there is one.</summary>
    public static string? Absence { get; } =
        OperatingSystem.IsWindows()
            ? "the PostgreSQL tests start a server as another user, which they know only how to do on Unix"
        : FindBinaries() is null
            ? "PostgreSQL's binaries (initdb, postgres) aren't installed: apt-get install postgresql"
        : null;

    /// <summary>Makes an empty database; returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync("template1");

    /// <summary>Makes a database that has the journal's tables, with nothing in them.</summary>
    public async Task<string> CreateJournalAsync() => await CreateDatabaseAsync(await _template.Value);

    /// <summary>Runs a statement as the server's superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await _server.Value;
        await using var command = _superuser!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_superuser is not null)
        {
            await _superuser.DisposeAsync();
        }

        if (_process is not null)
        {
            // SIGQUIT: at once, without a checkpoint.
            await RunningProcess.RunAsync("kill", ["-QUIT", ReadPid()]);
            await _process.WaitAsync();
            _process.Dispose();
        }

        _folder?.Delete(recursive: true);
    }

    private static string? FindBinaries() =>
        new[] { "/usr/lib/postgresql", "/usr/pgsql" }.Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Where(
                folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            .Order(StringComparer.Ordinal).LastOrDefault();

    // A copy of files is a third of the work that the default is, which writes all of them to the server's log.
    private async Task<string> CreateDatabaseAsync(string template)
    {
        var server = await _server.Value;
        var name = $"journal{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(
            $"CREATE DATABASE {name} TEMPLATE {template}{(_hasStrategies ? " STRATEGY file_copy" : "")}");
        return $"{server};Database={name}";
    }

    private async Task<string> MakeTemplateAsync()
    {
        await using var world = new PostgresWorld(await CreateDatabaseAsync());
        await world.StopAsync(await world.StartAsync());
        return new NpgsqlConnectionStringBuilder(world.ConnectionString).Database!;
    }

    private async Task<string> StartAsync()
    {
        _folder = await AsPostgres.CreateFolderAsync("postgres-");
        var data = Path.Combine(_folder.FullName, "data");
        using (var initdb = Start(
            "initdb", "-D", data, "-U", "journal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"))
        {
            Assert.Equal(0, await initdb.WaitAsync());
        }

        // fsync off: what is killed here is a receiver, never the machine.
        var port = FreePort.Find();
        _process = Start(
            "postgres", "-D", data, "-h", "127.0.0.1", "-p", $"{port}", "-k", _folder.FullName, "-c", "fsync=off",
            "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "jit=off", "-c", "max_connections=300");
        var server = $"Host=127.0.0.1;Port={port};Username=journal";
        _superuser = NpgsqlDataSource.Create(server + ";Database=postgres;Timeout=15");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await _superuser.OpenConnectionAsync();
                _hasStrategies = connection.PostgreSqlVersion.Major >= 15;
                return server;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90)
                && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private static RunningProcess Start(string program, params string[] arguments) =>
        AsPostgres.Start(Path.Combine(FindBinaries()!, program), arguments);

    private string ReadPid() => File.ReadLines(Path.Combine(_folder!.FullName, "data", "postmaster.pid")).First();
}
