using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>How often deliveries came again.</content>
public abstract partial class AskingContract
{
    private static readonly DateTimeOffset Noon = Start.AddHours(1);

    [Fact]
    public async Task A_delivery_says_how_often_it_came_again_across_restarts()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(ADelivery("2"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("at-once"), false, Cancel);
        await ComesAgainAsync(journal, ADelivery("1", receivedAt: Noon.AddSeconds(1)));
        await ComesAgainAsync(journal, ADelivery("1", receivedAt: Noon));
        await ComesAgainAsync(journal, WithoutConversation("at-once"));
        await World.CatchUpAsync(journal);

        Assert.Equal((2, Noon, Noon.AddSeconds(1)), await DuplicatesAsync(journal, "1", 2));
        Assert.Equal((1, Start, Start), await DuplicatesAsync(journal, "at-once"));
        Assert.Null((await EntryAsync(journal, "2")).Duplicates);

        // What isn't written yet is written at the end of a run; what comes in the next one is added.
        await ComesAgainAsync(journal, ADelivery("1", receivedAt: Noon.AddSeconds(2)));
        await World.StopAsync(journal);
        journal = await World.StartAsync();
        await ComesAgainAsync(journal, ADelivery("1", receivedAt: Noon.AddSeconds(3)));
        await World.CatchUpAsync(journal);

        Assert.Equal((4, Noon, Noon.AddSeconds(3)), await DuplicatesAsync(journal, "1", 4));
    }

    [Fact]
    public async Task Only_what_is_answered_as_a_duplicate_of_a_delivery_came_again()
    {
        var journal = await World.StartAsync(options => Answer(options, true));
        var all = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => journal.RecordAsync(ADelivery("1"), false, Cancel).AsTask()));
        Assert.Equal(4, all.Count(one => one.Status == RecordStatus.Duplicate));
        Assert.NotNull((await journal.RecordAsync(ADelivery("inline"), true, Cancel)).Lease);
        Assert.Equal(
            RecordStatus.InFlight, (await journal.RecordAsync(ADelivery("inline"), false, Cancel)).Status);
        await journal.RecordAsync(Published("first"), false, Cancel);
        await ComesAgainAsync(journal, Published("published-again"));
        await World.CatchUpAsync(journal);

        Assert.Equal((4, Start, Start), await DuplicatesAsync(journal, "1", 4));
        foreach (var id in new[] { "inline", "first", "published-again" })
        {
            Assert.Null((await EntryAsync(journal, id)).Duplicates);
        }

        await ComesAgainAsync(journal, Published("published-again"));
        await DuplicatesAsync(journal, "published-again");
    }

    [Fact]
    public async Task How_often_a_delivery_came_again_stays_with_it_and_goes_with_it()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "replayed", "erased", "done" })
        {
            await journal.RecordAsync(ADelivery(id), false, Cancel);
            await ComesAgainAsync(journal, ADelivery(id));
            await DuplicatesAsync(journal, id);
        }

        await DeadLetterAsync(journal, "gone");
        await World.CatchUpAsync(journal);
        await DuplicatesAsync(journal, "replayed");
        await ActAsync(journal, JobAction.Replay, new DeliveryFilter { EventId = "replayed" });
        await ActAsync(journal, JobAction.Erase, new DeliveryFilter { EventId = "erased" });
        await DuplicatesAsync(journal, "replayed");
        Assert.Null((await EntryAsync(journal, "erased")).Duplicates);
        await journal.CompleteAsync(await LeaseAllAsync(journal, 2), AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(2, await World.CountAsync("duplicates"));

        World.Time.Advance(TimeSpan.FromHours(49));
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return await World.CountAsync("duplicates") == 0 && await World.CountAsync("finished") == 0;
            },
            "they went with their deliveries");
    }

    private static async Task ComesAgainAsync(IJournal journal, DeliveryRecord record) =>
        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(record, false, Cancel)).Status);

    private static async Task<List<LeasedDelivery>> LeaseAllAsync(IJournal journal, int count)
    {
        var leased = new List<LeasedDelivery>();
        while (leased.Count < count)
        {
            leased.AddRange(await LeaseOneAsync(journal));
        }

        return leased;
    }

    private static async Task<DeliveryEntry> EntryAsync(IJournal journal, string id) =>
        (await Search(journal).FindDeliveryAsync((await OneAsync(journal, id)).Key, Cancel))!;

    /// <summary>Waits until it is written that a delivery came again so often.</summary>
    private async Task<(long Count, DateTimeOffset First, DateTimeOffset Last)> DuplicatesAsync(
        IJournal journal, string id, int count = 1)
    {
        await World.CatchUpAsync(journal);
        DuplicateCount? found = null;
        await Eventually.IsTrue(
            async () => (found = (await EntryAsync(journal, id)).Duplicates)?.Count == count,
            $"{id} came again {count} times", () => World.Time.Advance(TimeSpan.FromSeconds(1)));
        return (
            count, DateTimeOffset.FromUnixTimeMilliseconds(found!.Value.First),
            DateTimeOffset.FromUnixTimeMilliseconds(found.Value.Last));
    }
}
