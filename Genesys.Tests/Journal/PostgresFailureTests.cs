using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What can go wrong with the database, and on the way to it.</summary>
public sealed class PostgresFailureTests(PostgresCluster cluster) : IAsyncLifetime
{
    private PostgresWorld? _world;

    private PostgresWorld World => _world!;

    public async ValueTask InitializeAsync() => _world = await PostgresWorld.CreateAsync(cluster);

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task LeaseWhoseAnswerGotLost_RunsOut_WhileTheOneInHandIsRenewed()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(AnAnomaly("in hand"), Cancel);
        await journal.RecordAsync(AnAnomaly("lost"), Cancel);
        Assert.Equal("in hand", Assert.Single(await journal.LeaseAnomaliesAsync(1, Cancel)).Record.RequestId);

        // The statement was carried out, and then the connection broke: the rows say that this receiver has it, and
        // nobody has.
        await World.ExecuteAsync(
            "UPDATE journal.anomalies a SET lease = 42, owner = h.owner, due = h.due FROM journal.anomalies h WHERE a.lease IS NULL AND h.lease IS NOT NULL");
        for (var renewal = 0; renewal < 4; renewal++)
        {
            var before = await DueOfInHandAsync();
            World.Time.Advance(TimeSpan.FromSeconds(21));
            while (await DueOfInHandAsync() == before)
            {
                World.Time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        Assert.Equal("lost", Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel)).Record.RequestId);
    }

    [Theory]
    [InlineData("record = set_byte(record, 20, get_byte(record, 20) # 1)")]
    [InlineData("rounds = '{\"startedAt\":'")]
    [InlineData("rounds = '{\"endedAt\":7}'")]
    public async Task DamagedDelivery_KeepsNoOtherFromItsFetch(string damage)
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "first", "damaged", "joins" })
        {
            await journal.RecordAsync(ADelivery(id, "of-all"), false, Cancel);
        }

        await journal.RecordAsync(ADelivery("of-another"), false, Cancel);
        await World.DamageAsync("deliveries", 2, damage);

        var first = Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));
        var joined = await journal.LeaseConversationAsync(
            first.Record.Delivery.Account, first.Record.Delivery.ConversationId!.Value, 10, Cancel);
        Assert.Equal("joins", Assert.Single(joined).Record.Delivery.EventId);
        Assert.Equal(
            "of-another", Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Record.Delivery.EventId);
    }

    [Fact]
    public async Task AsManyDamagedDeliveriesAsAreLeasedAtOnce_KeepNoOtherFromItsFetch()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await journal.RecordAsync(ADelivery(id), false, Cancel);
        }

        await World.DamageAsync("deliveries", 1);
        await World.DamageAsync("deliveries", 2);
        Assert.Empty(await journal.LeaseDeliveriesAsync(2, Cancel));

        await journal.WaitForDeliveriesAsync(Cancel);
        Assert.Equal("3", Assert.Single(await journal.LeaseDeliveriesAsync(2, Cancel)).Record.Delivery.EventId);
    }

    [Fact]
    public async Task DamagedAnomaly_KeepsNoOtherFromCloudWatch()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "before", "damaged", "after" })
        {
            await journal.RecordAsync(AnAnomaly(id), Cancel);
        }

        await World.DamageAsync("anomalies", 2);

        Assert.Equal(
            ["before", "after"],
            (await journal.LeaseAnomaliesAsync(10, Cancel)).Select(one => one.Record.RequestId));
    }

    [Fact]
    public async Task DatabaseThatOnlyReads_IsAProblemUntilItWrites()
    {
        var journal = (PostgresJournal)await World.StartAsync();
        await SetReadOnlyAsync("on");

        // Connections that were cut are found out first.
        while ((await journal.GetStateAsync(Cancel)).Problem?.Contains(
            "is read-only", StringComparison.Ordinal) is not true)
        {
            await journal.RecordAsync(ADelivery("1"), false, Cancel);
        }

        Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
        Assert.Contains("is read-only", (await journal.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);

        await SetReadOnlyAsync("off");
        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "the probe can write",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)), limitSeconds: 120);
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("3"), false, Cancel)).Status);
    }

    [Fact]
    public async Task TextThatTheDatabaseRefuses_IsNoOutage()
    {
        var journal = await World.StartAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await ((IJournalStore)journal).Audit
            .FindAsync(new AuditFilter { By = "a\0b" }, 1, null, Cancel));

        Assert.Equal("22021", refused.SqlState);
        Assert.Null((await journal.GetStateAsync(Cancel)).Problem);
    }

    // Of its tables it is known only that they are others.
    [Fact]
    public async Task DatabaseOfANewerRelease_StopsTheStart_AndNothingElseIsAskedOfIt()
    {
        await World.ExecuteAsync(
            """
            DROP SCHEMA journal CASCADE; CREATE SCHEMA journal;
            CREATE TABLE journal.version (version integer NOT NULL); INSERT INTO journal.version VALUES (9999)
            """);
        var log = new FakeLogger<PostgresJournal>();
        World.Log = log;

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => World.StartAsync());

        Assert.Contains("newer release (schema 9999", failure.Message, StringComparison.Ordinal);
        Assert.Empty(log.Collector.GetSnapshot().Select(line => line.Message));
    }

    private async Task SetReadOnlyAsync(string value)
    {
        var database = new NpgsqlConnectionStringBuilder(World.ConnectionString).Database;
        await cluster.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = {value}");
        await cluster.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    }

    private async Task<long> DueOfInHandAsync()
    {
        await using var source = NpgsqlDataSource.Create(World.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand("SELECT due FROM journal.anomalies WHERE lease <> 42");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
