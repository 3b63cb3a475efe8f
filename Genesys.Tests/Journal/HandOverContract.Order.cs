using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>Leases, and the order within a conversation.</content>
public abstract partial class HandOverContract
{
    [Fact]
    public async Task HandOvers_AreLeasedOldestFirst_EachOnce_EachDestinationForItself()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await journal.RecordAsync(WithoutConversation(id) with { HandOvers = ["crm", "lake"] }, false, Cancel);
        }

        Assert.Equal(["1", "2"], Ids(await LeaseAsync(journal, "crm", 2)));
        Assert.Equal(["3"], Ids(await LeaseAsync(journal, "crm", 2)));
        Assert.Empty(await LeaseAsync(journal, "crm", 2));
        Assert.Equal(["1", "2", "3"], Ids(await LeaseAsync(journal, "lake")));
    }

    [Fact]
    public async Task Lease_EndsUnlessItIsRenewed_AndWhatIsDoneUnderItThenDoesNothing()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);
        var leased = await LeaseAsync(journal, "crm");

        World.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal([leased[1].Key], await HandOvers(journal).RenewHandOversAsync([leased[1]], Cancel));
        World.Time.Advance(TimeSpan.FromSeconds(20));

        var again = await LeaseOneAsync(journal, "crm");
        Assert.Equal(leased[0].Key, again.Key);
        Assert.NotEqual(leased[0].Lease, again.Lease);
        await HandOvers(journal).CompleteHandOversAsync([leased[0]], AnAttempt(), Cancel);
        await HandOvers(journal)
            .RescheduleHandOversAsync([leased[0]], AnAttempt(), World.Time.GetUtcNow().AddHours(1), Cancel);
        await HandOvers(journal).DeadLetterHandOverAsync(leased[0], AnAttempt("refused", 400), "refused", Cancel);
        Assert.Empty(await HandOvers(journal).RenewHandOversAsync([leased[0]], Cancel));
        Assert.Equal((2, 0), Counts(await StateAsync(journal, "crm")));
        Assert.Equal([again.Key], await HandOvers(journal).RenewHandOversAsync([again], Cancel));
    }

    [Fact]
    public async Task LeasesOfAnEarlierRun_AreVoid()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Single(await LeaseAsync(journal, "crm"));

        await World.StopAsync(journal);
        journal = await World.StartAsync();

        Assert.Equal(["1"], Ids(await LeaseAsync(journal, "crm")));
    }

    [Fact]
    public async Task HandOverThatFailed_IsDueAgainAtItsTime_WithItsAttemptsCounted()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await HandOvers(journal).RescheduleHandOversAsync(
            await LeaseAsync(journal, "crm"), AnAttempt("timeout", 0), World.Time.GetUtcNow().AddSeconds(30), Cancel);
        Assert.Empty(await LeaseAsync(journal, "crm"));
        var wait = HandOvers(journal).WaitForHandOversAsync("crm", Cancel).AsTask();

        World.Time.Advance(TimeSpan.FromSeconds(30));
        await wait;

        var again = await LeaseOneAsync(journal, "crm");
        Assert.Equal((1, Start), (again.Attempts, again.FirstAttemptAt));
        Assert.Equal(
            new DestinationFailure(Start.AddSeconds(2), 0, "timeout"), (await StateAsync(journal, "crm")).LastFailure);
    }

    [Fact]
    public async Task HandOverThatWaits_WaitsOnInTheNextRun()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await HandOvers(journal).RescheduleHandOversAsync(
            await LeaseAsync(journal, "crm"), AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(1), Cancel);

        await World.StopAsync(journal);
        journal = await World.StartAsync();
        Assert.Empty(await LeaseAsync(journal, "crm"));
        World.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await LeaseOneAsync(journal, "crm")).Attempts);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(20)]
    public async Task HandOverThatIsGivenBack_IsDueWithoutAnAttempt(int? seconds)
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        var leased = await LeaseAsync(journal, "crm");

        await HandOvers(journal)
            .ReleaseHandOversAsync(
                leased, seconds is { } wait ? World.Time.GetUtcNow().AddSeconds(wait) : null, Cancel);
        if (seconds is not null)
        {
            Assert.Empty(await LeaseAsync(journal, "crm"));
            World.Time.Advance(TimeSpan.FromSeconds(seconds.Value));
        }

        Assert.Equal(0, (await LeaseOneAsync(journal, "crm")).Attempts);
    }

    [Fact]
    public async Task Wait_EndsWhenOneIsRecordedForTheDestination()
    {
        var journal = await World.StartAsync();
        Assert.Empty(await LeaseAsync(journal, "crm"));
        var wait = HandOvers(journal).WaitForHandOversAsync("crm", Cancel).AsTask();
        Assert.False(wait.IsCompleted);

        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);

        await wait;
    }


    [Fact]
    public async Task InOrder_OneOfAConversationAtATime()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "a"), ("4", null), ("5", null), ("6", "b"));

        var leased = await LeaseAsync(journal, "crm", inOrder: true);
        Assert.Equal(["1", "2", "4", "5"], Ids(leased));
        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));

        await HandOvers(journal).CompleteHandOversAsync([leased[0]], AnAttempt(), Cancel);
        Assert.Equal(["3"], Ids(await LeaseAsync(journal, "crm", inOrder: true)));
    }

    [Fact]
    public async Task InOrder_OneThatWaitsHoldsBackItsConversationAlone_AlsoInTheNextRun()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "a"), ("4", "b"));
        var leased = await LeaseAsync(journal, "crm", inOrder: true);
        await HandOvers(journal)
            .RescheduleHandOversAsync(
                [leased[0]], AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(1), Cancel);
        await HandOvers(journal).CompleteHandOversAsync([leased[1]], AnAttempt(), Cancel);
        Assert.Equal(["4"], Ids(await LeaseAsync(journal, "crm", inOrder: true)));

        await World.StopAsync(journal);
        journal = await World.StartAsync();
        await CompleteAllAsync(journal, "crm", inOrder: true, "4");
        World.Time.Advance(TimeSpan.FromMinutes(1));

        var first = await LeaseOneAsync(journal, "crm", inOrder: true);
        Assert.Equal("1", first.Record.Delivery.EventId);
        await HandOvers(journal).CompleteHandOversAsync([first], AnAttempt(), Cancel);
        Assert.Equal(["3"], Ids(await LeaseAsync(journal, "crm", inOrder: true)));
    }

    [Fact]
    public async Task InOrder_ADeadLetterLetsTheLaterOnesPass()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"));
        var leased = Assert.Single(await LeaseAsync(journal, "crm", inOrder: true));

        await HandOvers(journal).DeadLetterHandOverAsync(leased, AnAttempt("refused", 400), "refused", Cancel);

        Assert.Equal(["2"], Ids(await LeaseAsync(journal, "crm", inOrder: true)));
    }

    [Fact]
    public async Task InOrder_OneWhoseLeaseRanOutStillComesFirst()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"));
        Assert.Single(await LeaseAsync(journal, "crm", inOrder: true));

        World.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("1", (await LeaseOneAsync(journal, "crm", inOrder: true)).Record.Delivery.EventId);
        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));
    }

    [Fact]
    public async Task OrderThatIsConfiguredAnew_HoldsForWhatWaitsAlready_AndEndsLikewise()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"), ("3", "a"));
        var first = await LeaseAsync(journal, "crm", 1);
        await HandOvers(journal)
            .RescheduleHandOversAsync(first, AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(1), Cancel);

        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));

        Assert.Equal(["2", "3"], Ids(await LeaseAsync(journal, "crm", inOrder: false)));
    }

    [Fact]
    public async Task HandOverThatIsReplayed_BeginsAnew()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"));
        await HandOvers(journal).RescheduleHandOversAsync(
            [await LeaseOneAsync(journal, "crm")], AnAttempt("timeout", 0), World.Time.GetUtcNow(), Cancel);
        var tried = await LeaseOneAsync(journal, "crm");
        Assert.NotNull(tried.FirstAttemptAt);
        await HandOvers(journal).DeadLetterHandOverAsync(tried, AnAttempt("refused", 400), "refused", Cancel);
        World.Time.Advance(TimeSpan.FromMinutes(2));

        await ReplayAsync(journal, "1");

        var again = await LeaseOneAsync(journal, "crm");
        Assert.Equal(
            (0, null, World.Time.GetUtcNow()), (again.Attempts, again.FirstAttemptAt, again.RecordedAt));
        Assert.NotNull(again.LastAttemptAt);
    }

    [Fact]
    public async Task InOrder_WhatIsErasedWhileItIsLeasedLetsTheLaterOnesPass()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"));
        var first = await LeaseOneAsync(journal, "crm", inOrder: true);
        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);

        Assert.Equal("2", (await LeaseOneAsync(journal, "crm", inOrder: true)).Record.Delivery.EventId);
        await HandOvers(journal).CompleteHandOversAsync([first], AnAttempt(), Cancel);
        Assert.Equal((1, 0), Counts(await StateAsync(journal, "crm")));
    }

    [Fact]
    public async Task InOrder_WhatIsReplayedComesBehindTheOthers()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"), ("3", "a"));
        await DeadLetterAllAsync(journal, 1);
        var second = await LeaseOneAsync(journal, "crm", inOrder: true);

        await ReplayAsync(journal, "1");

        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));
        await HandOvers(journal).CompleteHandOversAsync([second], AnAttempt(), Cancel);
        await CompleteAllAsync(journal, "crm", inOrder: true, "3");
        await CompleteAllAsync(journal, "crm", inOrder: true, "1");
    }

    [Fact]
    public async Task OrderThatIsConfiguredAnew_HoldsForWhatIsReplayedThen()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"));
        await DeadLetterAllAsync(journal, 2);
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));

        await ReplayAsync(journal, "1", "2");

        await CompleteAllAsync(journal, "crm", inOrder: true, "1");
        await CompleteAllAsync(journal, "crm", inOrder: true, "2");
    }

    private static async Task DeadLetterAllAsync(IJournal journal, int count)
    {
        var leased = await LeaseAsync(journal, "crm", count);
        Assert.Equal(count, leased.Count);
        foreach (var one in leased)
        {
            await HandOvers(journal).DeadLetterHandOverAsync(one, AnAttempt("refused", 400), "refused", Cancel);
        }
    }

    private async Task ReplayAsync(IJournal journal, params string[] events)
    {
        await World.CatchUpAsync(journal);
        var keys = new List<long>();
        foreach (var id in events)
        {
            var found = await ((IJournalStore)journal).Search
                .FindDeliveriesAsync(new DeliveryFilter { EventId = id }, 1, null, Cancel);
            keys.Add(found.Items[0].Key);
        }

        await JobSteps.RunAsync(
            journal, JobSteps.AJob(JobAction.Replay, "crm", World.Time.GetUtcNow()), keys);
    }

    [Fact]
    public async Task InOrder_WhatIsDiscardedLetsTheLaterOnesPass()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "b"));
        var first = await LeaseAsync(journal, "crm", 2, inOrder: true);
        await HandOvers(journal)
            .RescheduleHandOversAsync(
                [first[1]], AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(1), Cancel);
        Assert.Empty(await LeaseAsync(journal, "crm", inOrder: true));

        Assert.Equal(
            (1, 1),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddMinutes(2), 1, Cancel));

        // What waits for no time goes first: that was the third.
        Assert.Equal((2, 1), Counts(await StateAsync(journal, "crm")));
    }
}
