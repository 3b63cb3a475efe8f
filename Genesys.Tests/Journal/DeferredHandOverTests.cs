using System.Globalization;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// Hand-overs in a SQLite file, where none gets a row before it fails; by itself that is so behind many.
/// </summary>
public class DeferredHandOverTests() : SqliteHandOverTests(deferFrom: 0)
{
    [Fact]
    public async Task BehindAsManyAsMayHaveRows_OthersAreHandedOverWithout()
    {
        await using var world = new SqliteWorld { DeferHandOversFrom = 3 };
        var journal = await world.StartAsync();
        await RecordAsync(journal, "1", "2", "3", "4", "5");
        Assert.Equal(3, await world.CountAsync("hand_overs"));
        Assert.Equal(5, await world.CountAsync("payloads"));
        Assert.Equal(5, (await StateAsync(journal, "crm")).Waiting);

        await world.StopAsync(journal);
        journal = await world.StartAsync();
        Assert.Equal(5, (await StateAsync(journal, "crm")).Waiting);

        var leased = await LeaseAsync(journal, "crm");

        Assert.Equal(["1", "2", "3", "4", "5"], leased.Select(one => one.Record.Delivery.EventId));
        Assert.All(leased, one => Assert.False(one.Record.Delivery.Payload.IsEmpty));
        Assert.Equal(3, await world.CountAsync("hand_overs"));
        await HandOvers(journal).CompleteHandOversAsync(leased, AnAttempt(), Cancel);
        Assert.Equal(5, await world.CountAsync("hand_overs"));
        Assert.Equal(0, await world.CountAsync("payloads"));
        await IsRightAsync(world.Path);
        Assert.Equal(5, await world.CountAsync("finished"));
        await RecordAsync(journal, "6");
        Assert.Equal(6, await world.CountAsync("hand_overs"));
    }

    [Fact]
    public async Task OneWithoutARow_ComesBeforeALaterOneThatHasOne()
    {
        var journal = await StartDeferringAsync("1", "2");
        await journal.RecordAsync(ADelivery("3") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Equal(2, await World.CountAsync("hand_overs"));

        foreach (var id in new[] { "1", "2", "3" })
        {
            Assert.Equal(id, Assert.Single(await LeaseAsync(journal, "crm", 1)).Record.Delivery.EventId);
        }
    }

    [Fact]
    public async Task OneWithoutARow_IsShownAsWaiting_AndIsTheOldest()
    {
        var journal = await StartDeferringAsync("1", "2");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(journal, "3");

        var entry = await ((IJournalStore)journal).Search.FindDeliveryAsync(2, Cancel);

        var shown = Assert.Single(entry!.HandOvers);
        Assert.Equal(("crm", HandOverState.Waiting, Start), (shown.Destination, shown.State, shown.RecordedAt));
        Assert.Empty(shown.Attempts);
        Assert.Equal(Start, (await StateAsync(journal, "crm")).OldestAt);
    }

    [Fact]
    public async Task OneWithoutARow_ThatWasTaken_IsShownAsThat()
    {
        var journal = await StartWithoutRowsAsync("1", "2");
        var attempt = AnAttempt();

        await HandOvers(journal).CompleteHandOversAsync(await LeaseAsync(journal, "crm", 1), attempt, Cancel);

        var entry = await ((IJournalStore)journal).Search.FindDeliveryAsync(2, Cancel);
        var shown = Assert.Single(entry!.HandOvers);
        Assert.Equal(("crm", HandOverState.Delivered), (shown.Destination, shown.State));
        Assert.Equal((Start, attempt.EndedAt), (shown.RecordedAt, Assert.Single(shown.Attempts).EndedAt));
        Assert.Equal(attempt.StatusCode, shown.Status);
        Assert.Equal(1, (await StateAsync(journal, "crm")).Waiting);
        await IsRightAsync(Sqlite.Path);
    }

    [Fact]
    public async Task OneWithoutARow_ThatFails_WaitsWithItsAttempt()
    {
        var journal = await StartWithoutRowsAsync("1", "2");
        var due = World.Time.GetUtcNow().AddSeconds(5);

        await HandOvers(journal).RescheduleHandOversAsync(
            await LeaseAsync(journal, "crm", 1), AnAttempt("timeout", 0), due, Cancel);

        Assert.Equal("2", Assert.Single(await LeaseAsync(journal, "crm")).Record.Delivery.EventId);
        World.Time.Advance(TimeSpan.FromSeconds(5));
        var again = Assert.Single(await LeaseAsync(journal, "crm"));
        Assert.Equal(("1", 1), (again.Record.Delivery.EventId, again.Attempts));
        Assert.False(again.Record.Delivery.Payload.IsEmpty);
        await IsRightAsync(Sqlite.Path);
    }

    [Fact]
    public async Task OneWithoutARow_ThatIsGivenBackForLater_WaitsUntilThen()
    {
        var journal = await StartWithoutRowsAsync("1");
        var leased = await LeaseAsync(journal, "crm");

        await HandOvers(journal).ReleaseHandOversAsync(leased, World.Time.GetUtcNow().AddSeconds(5), Cancel);

        Assert.Empty(await LeaseAsync(journal, "crm"));
        World.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, Assert.Single(await LeaseAsync(journal, "crm")).Attempts);
    }

    [Fact]
    public async Task OneWithoutARow_ThatIsRefused_IsADeadLetterThatCanBeReplayed()
    {
        var journal = await StartWithoutRowsAsync("1");
        var refused = Assert.Single(await LeaseAsync(journal, "crm"));

        await HandOvers(journal).DeadLetterHandOverAsync(refused, AnAttempt("refused", 400), "refused", Cancel);

        Assert.Equal(
            (0, 1), ((await StateAsync(journal, "crm")).Waiting, (await StateAsync(journal, "crm")).DeadLetters));
        await IsRightAsync(Sqlite.Path);
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Replay, asOf: World.Time.GetUtcNow()), [2]);
        Assert.False(Assert.Single(await LeaseAsync(journal, "crm")).Record.Delivery.Payload.IsEmpty);
    }

    [Fact]
    public async Task OneWithoutARow_ThatIsGivenBack_OrWhoseLeaseRunsOut_IsLeasedAgain()
    {
        var journal = await StartWithoutRowsAsync("1", "2", "3");
        var first = await LeaseAsync(journal, "crm", 2);

        await HandOvers(journal).ReleaseHandOversAsync([first[0]], null, Cancel);

        Assert.Equal("1", Assert.Single(await LeaseAsync(journal, "crm", 1)).Record.Delivery.EventId);
        World.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["1", "2", "3"], (await LeaseAllAsync(journal)).Select(one => one.Record.Delivery.EventId));

        // The first lease is nobody's any more.
        await HandOvers(journal).CompleteHandOversAsync(first, AnAttempt(), Cancel);
        Assert.Equal(3, (await StateAsync(journal, "crm")).Waiting);
    }

    [Fact]
    public async Task OneWithoutARow_ThatIsDiscardedWhileItIsLeased_StaysTheLeases()
    {
        var journal = await StartWithoutRowsAsync("1", "2", "3");
        var leased = await LeaseAsync(journal, "crm", 2);

        Assert.Equal(1, await HandOvers(journal).DiscardWaitingAsync("crm", "not wanted", 2, Cancel));

        await HandOvers(journal).CompleteHandOversAsync(leased, AnAttempt(), Cancel);
        Assert.Equal(0, (await StateAsync(journal, "crm")).Waiting);
        await IsRightAsync(Sqlite.Path);
    }

    [Fact]
    public async Task OneWithoutARow_IsErased_AndHandedToNobody()
    {
        var journal = await StartDeferringAsync("1", "2", "3");

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase, asOf: World.Time.GetUtcNow()), [2]);

        Assert.Equal(["1", "3"], (await LeaseAllAsync(journal)).Select(one => one.Record.Delivery.EventId));
        Assert.Equal(2, (await StateAsync(journal, "crm")).Waiting);
    }

    [Fact]
    public async Task OrderThatIsConfiguredAnew_HoldsForThoseWithoutARow()
    {
        var journal = await StartDeferringAsync();
        foreach (var (id, conversation) in new[] { ("1", "a"), ("2", "a"), ("3", "b") })
        {
            await journal.RecordAsync(
                ADelivery(id, conversation) with { NeedsProcessing = false, HandOvers = ["crm"] }, false, Cancel);
        }

        var leased = await HandOvers(journal).LeaseHandOversAsync("crm", 10, inOrder: true, Cancel);

        Assert.Equal(["1", "3"], leased.Select(one => one.Record.Delivery.EventId));
    }

    [Fact]
    public async Task WhatTwoDestinationsWant_IsStillThereForTheOther_WhenTheFirstTookIt()
    {
        var journal = await StartDeferringAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        Assert.Equal(2, await World.CountAsync("hand_overs"));

        await HandOvers(journal).CompleteHandOversAsync(await LeaseAllAsync(journal), AnAttempt(), Cancel);

        Assert.Equal((0, 2), ((await StateAsync(journal, "crm")).Waiting, (await StateAsync(journal, "lake")).Waiting));
        Assert.Equal(2, await World.CountAsync("payloads"));
        Assert.Equal(["1", "2"], (await LeaseAsync(journal, "lake")).Select(one => one.Record.Delivery.EventId));
    }

    [Fact]
    public async Task DamagedFile_ThoseWithoutARowAreSaved()
    {
        var journal = await StartDeferringAsync([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        await HandOvers(journal).CompleteHandOversAsync(await LeaseAsync(journal, "crm", 5), AnAttempt(), Cancel);
        await World.StopAsync(journal);
        var saved = Path.Combine(Sqlite.Folder, "saved.db");
        Assert.Equal(0, RecoveryTests.Recover(Sqlite.Path, saved));

        await IsRightAsync(saved);
        journal = await World.StartAsync(options => options.ConnectionString = saved);
        var left = (await LeaseAllAsync(journal))
            .Select(one => int.Parse(one.Record.Delivery.EventId, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(5, 45), left.Order().Where(id => id >= 5));
    }

    [Fact]
    public async Task DamagedFile_ThoseWithoutARow_GoToTheDestinationsThatWereSaved()
    {
        var journal = await StartDeferringAsync();
        foreach (var id in new[] { "1", "2" })
        {
            await journal.RecordAsync(WithoutConversation(id) with { HandOvers = ["lake", "crm"] }, false, Cancel);
        }

        await journal.RecordAsync(WithoutConversation("3") with { HandOvers = ["lake"] }, false, Cancel);
        await World.StopAsync(journal);
        await SqliteWorld.RunAsync(Sqlite.Path, "DELETE FROM destinations WHERE name = 'lake'");
        var saved = Path.Combine(Sqlite.Folder, "saved.db");
        Assert.Equal(0, RecoveryTests.Recover(Sqlite.Path, saved));

        await IsRightAsync(saved);
        journal = await World.StartAsync(options => options.ConnectionString = saved);
        Assert.Equal(["1", "2"], (await LeaseAllAsync(journal)).Select(one => one.Record.Delivery.EventId));
    }

    private async Task<IJournal> StartDeferringAsync(params string[] ids)
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, ids);
        return journal;
    }

    // The first for a destination has a row: nothing waits for it yet.
    private async Task<IJournal> StartWithoutRowsAsync(params string[] ids)
    {
        var journal = await StartDeferringAsync("0");
        await HandOvers(journal).CompleteHandOversAsync(await LeaseAsync(journal, "crm"), AnAttempt(), Cancel);
        await RecordAsync(journal, ids);
        Assert.Equal(1, await World.CountAsync("hand_overs"));
        return journal;
    }

    private static async Task RecordAsync(IJournal journal, params string[] ids)
    {
        foreach (var id in ids)
        {
            await journal.RecordAsync(WithoutConversation(id) with { HandOvers = ["crm"] }, false, Cancel);
        }
    }

    private static async Task<List<LeasedHandOver>> LeaseAllAsync(IJournal journal)
    {
        var all = new List<LeasedHandOver>();
        while (await LeaseAsync(journal, "crm") is { Count: > 0 } leased)
        {
            all.AddRange(leased);
        }

        return all;
    }
}
