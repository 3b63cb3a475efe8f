using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// Whoever holds a connection waits for no other one: where all do, none becomes free. A pool of one shows it.
/// </summary>
public sealed class PostgresOneConnectionTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private PostgresWorld? _world;
    private StoppingWatch? _watch;
    private PostgresDatabase? _database;

    public async ValueTask InitializeAsync()
    {
        _world = await PostgresWorld.CreateAsync(cluster);
        _watch = new StoppingWatch(_world.Time, () => Task.CompletedTask);
        var settings = new NpgsqlConnectionStringBuilder(_world.ConnectionString) { MaxPoolSize = 1, Timeout = 60 };
        _database = new PostgresDatabase(
            new PostgresSource(settings), "here", _watch, new StoreProblem("", _world.Time, NullLogger.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _database!.DisposeAsync();
            _watch!.Dispose();
            await _world.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Index_that_lost_everything_is_repaired()
    {
        var journal = await _world!.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("3"), Cancel);
        await _world.CatchUpAsync(journal);
        await _world.StopAsync(journal);
        await _world.ExecuteAsync(
            """
            DELETE FROM journal.index_words WHERE id > 2;
            DELETE FROM journal.index_entries;
            DELETE FROM journal.index_ids;
            DELETE FROM journal.index_anomalies;
            """);

        var clock = new JournalClock(_world.Time);
        var metrics = new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>());
        var republished = new RepublishedCounts(new ActivityCounts(_world.Time, metrics), metrics);
        var publications = new PostgresPublications(_database!, new JournalOptions(), republished, clock);
        var rows = new PostgresIndexRows(
            _database!, new PostgresWords(_database!), publications, new DamagedRows(NullLogger.Instance), clock);
        var repair = new PostgresRepair(_database!, rows, clock);
        await repair.BeginAsync();
        while (repair.IsWanted)
        {
            await repair.StepAsync();
        }

        Assert.Equal((2, 1), (await _world.CountAsync("index_entries"), await _world.CountAsync("index_anomalies")));
        Assert.Equal(0, await _world.CountAsync("index_entries WHERE topic = 0 OR reason = 0"));
    }

    [Fact]
    public async Task Hand_over_that_finds_no_room_is_a_dead_letter()
    {
        var limits = new DestinationLimits();
        limits.Set([new DestinationLimit("crm", MaxWaiting: 0)]);
        var batch = new HandOverBatch(
            new DestinationIds(_database!, limits), new HandOverCounts(_database!, new JournalOptions(), limits),
            limits, new JournalClock(_world!.Time), hasRoom: false);
        await batch.NameAsync(["crm"]);

        await _database!.TransactAsync(
            async connection =>
            {
                await batch.AddAsync(connection, 1, 0, ["crm"], 0, null, () => "topic");
                return true;
            },
            Cancel);

        Assert.Equal(1, batch.Full.Values.Sum());
    }
}
