using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// A search index that can't be used: everything is taken and done as ever, and what can't be asked is said.
/// </summary>
public sealed class UnusableIndexTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly SqliteWorld _world = new();
    private readonly FakeLogger<SqliteJournal> _log = new();

    private string Index => IndexFile.PathOf(_world.Path);

    public ValueTask InitializeAsync()
    {
        _world.Log = _log;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task IndexThatCannotBeUsed_IsASentence_AndHealthIsDegradedWhileItLasts()
    {
        Directory.CreateDirectory(Index);
        var journal = await _world.StartAsync();
        var sentence = $"The journal's search index {Index} can't be opened: check that its folder exists and that "
            + "this process may write there; it is tried again. What the journal takes and does isn't affected.";

        await Eventually.IsTrue(async () => (await HealthAsync(journal)).Description == sentence, "health says so");
        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(journal)).Status);
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
        var line = Assert.Single(LinesOfIndex(_log));
        Assert.Equal((sentence, null), (line.Message, line.Exception));

        Directory.Delete(Index);
        await Eventually.IsTrue(
            async () => (await HealthAsync(journal)).Status == HealthStatus.Healthy, "the index is made");
    }

    [Fact]
    public async Task SearchOfADamagedIndex_SaysNothingOfADamagedJournal()
    {
        var journal = await _world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await _world.CatchUpAsync(journal);
        await _world.StopAsync(journal);
        await File.WriteAllBytesAsync(Index, Enumerable.Repeat((byte)0xEE, 4_096).ToArray(), Cancel);
        var failure = new SqliteFailureException(SQLitePCL.raw.SQLITE_NOTADB, "");

        var damaged = Assert.Throws<JournalUnavailableException>(() => new SearchConnection(_world.Path, (1, 1)));

        Assert.Equal(failure.IndexSentence(Index), damaged.Message);
        Assert.DoesNotContain("recover", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TablesOfPostgresThatCannotBeUsed_AreASentence_AndHealthIsDegradedWhileItLasts()
    {
        await using var world = await PostgresWorld.CreateAsync(cluster);
        var log = new FakeLogger<PostgresJournal>();
        world.Log = log;
        var journal = await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await world.CatchUpAsync(journal);

        await world.ExecuteAsync("ALTER TABLE journal.index_entries RENAME TO other");
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
        await Eventually.IsTrue(
            async () => (await HealthAsync(journal)).Status == HealthStatus.Degraded, "health says so");
        await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
            await ((IJournalStore)journal).Search.FindDeliveriesAsync(new DeliveryFilter(), 1, null, Cancel));

        Assert.Null((await journal.GetStateAsync(Cancel)).Problem);
        var line = Assert.Single(LinesOfIndex(log));
        Assert.Equal(((await HealthAsync(journal)).Description, null), (line.Message, line.Exception));

        await world.ExecuteAsync("ALTER TABLE journal.other RENAME TO index_entries");
        await Eventually.IsTrue(
            async () => (await HealthAsync(journal)).Status == HealthStatus.Healthy, "the index is kept again");
    }

    private static IEnumerable<FakeLogRecord> LinesOfIndex(FakeLogger log) => log.Collector.GetSnapshot()
        .Where(line => line.Message.StartsWith("The journal's search index", StringComparison.Ordinal));

    private async Task<HealthCheckResult> HealthAsync(IJournal journal)
    {
        var check = new JournalHealthCheck(journal, _world.Time);
        var registration = new HealthCheckRegistration("journal", check, HealthStatus.Unhealthy, null);
        return await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, Cancel);
    }
}
