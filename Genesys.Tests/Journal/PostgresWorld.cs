using System.Diagnostics.Metrics;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>A PostgreSQL database of its own.</summary>
internal sealed class PostgresWorld(string connectionString) : IJournalWorld
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IJournal> _running = [];
    private NpgsqlDataSource? _source;
    private bool _ownsClock;

    public string ConnectionString { get; } = connectionString;

    public SteppableTime Time { get; } = new(JournalRecords.Start);

    /// <summary>How far the database's clock is ahead of the receiver's, for journals that are started then.</summary>
    public TimeSpan DatabaseAhead { get; set; }

    public DestinationLimits Limits { get; } = new();

    /// <summary>What journals that are started from then on log to.</summary>
    public ILogger<PostgresJournal> Log { get; set; } = NullLogger<PostgresJournal>.Instance;

    /// <summary>A new database, whose clock is the world's.</summary>
    public static async Task<PostgresWorld> CreateAsync(PostgresCluster cluster)
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        var world = new PostgresWorld(await cluster.CreateJournalAsync()) { _ownsClock = true };
        var name = new NpgsqlConnectionStringBuilder(world.ConnectionString).Database;
        await world.ExecuteAsync(
            $"CREATE SCHEMA fake; ALTER DATABASE {name} SET search_path = fake, pg_catalog");
        return world;
    }

    public async Task<IJournal> StartAsync(Action<JournalOptions>? configure = null)
    {
        var options = new JournalOptions { Provider = JournalProvider.Postgres, ConnectionString = ConnectionString };
        configure?.Invoke(options);
        if (_ownsClock)
        {
            await SetDatabaseClockAsync();
        }

        var metrics = new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>());
        var journal = new PostgresJournal(
            Options.Create(options), Time, metrics, Log, Limits,
            new IntakeLoad(Time));
        try
        {
            await journal.StartAsync();
        }
        catch
        {
            // The host does that with a store whose start fails.
            await journal.DisposeAsync();
            throw;
        }

        _running.Add(journal);
        return journal;
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Source.CreateCommand($"SELECT count(*) FROM journal.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Damages a row as a disk does; the oldest is the first.</summary>
    public Task DamageAsync(
        string table, int place = 1, string damage = "record = set_byte(record, 20, get_byte(record, 20) # 1)") =>
        ExecuteAsync($"""
            UPDATE journal.{table} SET {damage}
                WHERE id = (SELECT id FROM journal.{table} ORDER BY id OFFSET {place - 1} LIMIT 1)
            """);

    /// <summary>
    /// Sets the database's clock by the receiver's, of which an operator's step doesn't concern it.
    /// </summary>
    public Task SetDatabaseClockAsync()
    {
        var now = new DateTimeOffset(Time.GetTimestamp(), TimeSpan.Zero) + DatabaseAhead;
        return ExecuteAsync(
            $"""
            CREATE OR REPLACE FUNCTION fake.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
            'SELECT to_timestamp({now.ToUnixTimeMilliseconds()}::numeric / 1000)'
            """);
    }

    public async Task StopAsync(IJournal journal)
    {
        _running.Remove(journal);
        await ((PostgresJournal)journal).DisposeAsync();
    }

    public Task CatchUpAsync(IJournal journal) => ((PostgresSearch)((IJournalStore)journal).Search).CatchUpAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _running.ToArray())
        {
            await StopAsync(journal);
        }

        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    private NpgsqlDataSource Source =>
        _source ??= NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=2");
}
