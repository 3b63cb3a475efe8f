using Genesys.Receiver.Journal;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// Journals that the release before this one wrote: events in every state, anomalies on their way and set aside. Each
/// opens, keeps everything, and can be asked.
/// </summary>
public class EarlierReleaseTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_file_of_schema_1_opens_keeps_everything_and_can_be_asked()
    {
        await using var world = new SqliteWorld();
        File.Copy(Data("journal-schema-1.sqlite"), world.Path);
        var journal = await world.StartAsync();
        await world.CatchUpAsync(journal);

        await HoldsEverythingAsync(journal);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(ADelivery("finished", "c-finished"), false, Cancel)).Status);
        Assert.Equal("open", Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Record.Delivery.EventId);
        await CountsDuplicatesAsync(journal, world);
    }

    [Fact]
    public async Task A_database_of_schema_2_opens_keeps_everything_and_can_be_asked()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        await using var world = new PostgresWorld(await cluster.CreateDatabaseAsync());
        await using (var source = NpgsqlDataSource.Create(world.ConnectionString))
        {
            await using var command = source.CreateCommand(
                await File.ReadAllTextAsync(Data("journal-schema-2.sql"), Cancel));
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var journal = await world.StartAsync();
        await world.CatchUpAsync(journal);

        await HoldsEverythingAsync(journal);
        Assert.Equal(
            ["open", "waiting"],
            (await journal.LeaseDeliveriesAsync(10, Cancel)).Select(leased => leased.Record.Delivery.EventId).Order());
        await CountsDuplicatesAsync(journal, world);
    }

    private static async Task HoldsEverythingAsync(IJournal journal)
    {
        var search = ((IJournalStore)journal).Search;
        foreach (var (state, ids) in new[]
        {
            (DeliveryState.Open, new[] { "open", "waiting" }),
            (DeliveryState.DeadLetter, ["dead-3", "dead-2", "dead-1"]),
            (DeliveryState.Finished, ["finished", "at-once"]), (DeliveryState.Discarded, ["discarded"]),
        })
        {
            var found = (await search.FindDeliveriesAsync(
                new DeliveryFilter { State = state }, 10, null, Cancel)).Items;
            Assert.Equal(ids, found.Select(entry => entry.Record.Delivery.EventId));
            foreach (var id in ids)
            {
                Assert.Equal(
                    state,
                    Assert.Single(
                        (await search.FindDeliveriesAsync(new DeliveryFilter { EventId = id }, 10, null, Cancel)).Items)
                            .State);
            }
        }

        var finished = Assert.Single(
            (await search.FindDeliveriesAsync(
                new DeliveryFilter { ConversationId = "c-finished" }, 10, null, Cancel)).Items);
        Assert.Equal(["timeout", "completed"], finished.Attempts.Select(attempt => attempt.Reason));
        Assert.Equal(
            "test data",
            (await search.FindDeliveriesAsync(
                new DeliveryFilter { State = DeliveryState.Discarded }, 1, null, Cancel)).Items[0].DiscardReason);
        Assert.Equal(
            [("not_found", 404, 2L), ("gone", 410, 1L)],
            (await search.FailureGroupsAsync(Cancel)).Select(group => (group.Reason, group.Status, group.Count)));
        Assert.Equal(
            [("request-waiting", AnomalyState.Waiting), ("request-aside", AnomalyState.SetAside)],
            (await search.FindAnomaliesAsync(new AnomalyFilter(), 10, null, Cancel)).Items.Select(
                entry => (entry.Record.RequestId, entry.State)));
        Assert.Equal("request-waiting", Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel)).Record.RequestId);
    }

    private static async Task CountsDuplicatesAsync(IJournal journal, IJournalWorld world)
    {
        await journal.RecordAsync(ADelivery("new"), false, Cancel);
        await journal.RecordAsync(ADelivery("new"), false, Cancel);
        var key = Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Key;
        await Eventually.IsTrue(
            async () => (await ((IJournalStore)journal).Search.FindDeliveryAsync(key, Cancel))!.Duplicates?.Count == 1,
            "what came again is written", () => world.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Journal", "Data", name);
}
