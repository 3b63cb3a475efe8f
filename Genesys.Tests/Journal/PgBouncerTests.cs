using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>A pooler that gives each transaction another connection.</summary>
public sealed class PgBouncerTests(PostgresCluster cluster) : IAsyncLifetime
{
    private PostgresWorld? _direct;
    private PgBouncer? _bouncer;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PgBouncer.Absence is not null, PgBouncer.Absence ?? "");
        _direct = await PostgresWorld.CreateAsync(cluster);
        _bouncer = await PgBouncer.StartAsync(_direct.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bouncer is not null)
        {
            await _bouncer.DisposeAsync();
            await _direct!.DisposeAsync();
        }
    }

    [Fact]
    public async Task TwoReceiversBehindAPooler_RecordAndFinishEachEventOnce()
    {
        await using var world = new PostgresWorld(_bouncer!.ConnectionString);
        await using var another = new PostgresWorld(_bouncer.ConnectionString);
        var (one, other) = (await world.StartAsync(), await another.StartAsync());

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => RecordAsync(i % 2 == 0 ? one : other, i)));
        var finished = await Task.WhenAll(new[] { one, other, one, other }.Select(FinishAllAsync));

        Assert.Equal(300, finished.Sum());
        Assert.Equal((300, 300), (await world.CountAsync("finished"), await world.CountAsync("anomalies")));
        Assert.Equal(0, (await one.GetStateAsync(Cancel)).OpenDeliveries);
        await Task.WhenAll(world.CatchUpAsync(one), another.CatchUpAsync(other));
        Assert.Single(
            (await ((IJournalStore)one).Search.FindDeliveriesAsync(
                new DeliveryFilter { EventId = "7" }, 10, null, Cancel)).Items);

        async Task RecordAsync(IJournal journal, int i)
        {
            var delivery = await journal.RecordAsync(ADelivery($"{i}"), false, Cancel);
            var anomaly = await journal.RecordAsync(AnAnomaly($"{i}"), Cancel);
            Assert.True(
                (delivery.Status, anomaly.Status) == (RecordStatus.Recorded, RecordStatus.Recorded),
                $"{delivery.Status}, {anomaly.Status}: {journal.LastState.Problem}");
        }
    }

    [Fact]
    public async Task StatementsThatAreUsedAgain_ArePreparedOnTheServer_UnlessAPoolerStandsBeforeIt()
    {
        Assert.NotEqual(0, await CountPreparedAsync(_direct!.ConnectionString));
        Assert.Equal(0, await CountPreparedAsync(_bouncer!.ConnectionString));
        Assert.Equal(0, await CountPreparedAsync(_direct.ConnectionString + ";Max Auto Prepare=0"));
    }

    private static async Task<int> FinishAllAsync(IJournal journal)
    {
        var finished = 0;
        while (await journal.LeaseDeliveriesAsync(20, Cancel) is { Count: > 0 } leased)
        {
            await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
            finished += leased.Count;
        }

        return finished;
    }

    private static async Task<int> CountPreparedAsync(string connectionString)
    {
        await using var source = new PostgresSource(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 1 });
        await using var connection = await source.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            "SELECT count(*)::int FROM pg_prepared_statements WHERE $1 > 0", connection)
        {
            Parameters = { new NpgsqlParameter { Value = 1 } },
        };
        var prepared = 0;
        for (var i = 0; i < 10; i++)
        {
            prepared = (int)(await command.ExecuteScalarAsync(Cancel))!;
        }

        return prepared;
    }
}
