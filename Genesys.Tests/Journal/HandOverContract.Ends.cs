using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>How hand-overs end, and what bounds them.</content>
public abstract partial class HandOverContract
{
    [Fact]
    public async Task DeadLetter_KeepsWhatItWouldHaveHandedOver()
    {
        var journal = await World.StartAsync();
        await FinishAsync(journal, "1", Fetched, "crm");

        await HandOvers(journal)
            .DeadLetterHandOverAsync(
                (await LeaseAsync(journal, "crm"))[0], AnAttempt("http_422", 422), "refused", Cancel);

        Assert.Equal((0, 1), Counts(await StateAsync(journal, "crm")));
        Assert.Equal((1, 1), (await World.CountAsync("payloads"), await World.CountAsync("contents")));
        Assert.Empty(await LeaseAsync(journal, "crm"));
    }

    [Fact]
    public async Task WhatEndsAHandOver_IsntWhatItsLastAttemptFailedBy()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm"] }, false, Cancel);
        var key = (await journal.LeaseDeliveriesAsync(1, Cancel))[0].Key;

        await HandOvers(journal).DeadLetterHandOverAsync(
            (await LeaseAsync(journal, "crm"))[0], AnAttempt("connection_refused", 0), HandOverReasons.Expired, Cancel);

        var ended = Assert.Single((await FindAsync(journal, key))!.HandOvers);
        Assert.Equal(
            (HandOverReasons.Expired, "connection_refused"), (ended.Reason, Assert.Single(ended.Attempts).Reason));
        Assert.Equal("connection_refused", (await StateAsync(journal, "crm")).LastFailure!.Reason);
    }

    [Fact]
    public async Task History_ShowsEveryHandOverWithItsAttempts()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm", "lake", "queue", "file"] }, false, Cancel);
        var key = (await journal.LeaseDeliveriesAsync(1, Cancel))[0].Key;
        await HandOvers(journal).RescheduleHandOversAsync(
            await LeaseAsync(journal, "crm"), AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(1), Cancel);
        await CompleteAllAsync(journal, "lake", "1");
        await HandOvers(journal)
            .DeadLetterHandOverAsync(
                (await LeaseAsync(journal, "queue"))[0], AnAttempt("refused", 400), "refused", Cancel);
        Assert.Equal(1, await HandOvers(journal).DiscardWaitingAsync("file", "not wanted", 10, Cancel));

        var handOvers = (await FindAsync(journal, key))!.HandOvers;

        Assert.Equal(
            [
                ("crm", HandOverState.Waiting, null), ("lake", HandOverState.Delivered, null),
                ("queue", HandOverState.DeadLetter, "refused"),
                ("file", HandOverState.Discarded, "not wanted"),
            ],
            handOvers.Select(one => (one.Destination, one.State, one.Reason)));
        Assert.Equal(
            ["timeout", "completed", "refused"],
            handOvers.SelectMany(one => one.Attempts).Select(attempt => attempt.Reason));
        Assert.Equal(World.Time.GetUtcNow().AddMinutes(1), handOvers[0].DueAt);
        Assert.All(handOvers.Skip(1), one => Assert.Equal(Start, one.EndedAt));
        Assert.All(handOvers, one => Assert.Equal(Start, one.RecordedAt));
    }

    [Fact]
    public async Task HistoryGoes_WhenItsTimeIsOver_AndOneThatStillWaitsStays()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        await CompleteAllAsync(journal, "crm", "1");

        // Housekeeping runs beside; each minute it is given another occasion.
        World.Time.Advance(TimeSpan.FromHours(49));
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromMinutes(1));
                return await World.CountAsync("hand_overs") == 1;
            },
            "what was delivered is gone");

        await CompleteAllAsync(journal, "lake", "1");
        await NothingIsKeptAsync();
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromHours(25));
                return await World.CountAsync("hand_overs") == 0;
            },
            "what was delivered late is gone too");
    }

    [Fact]
    public async Task WhatWaits_CanBeDiscarded_ButNotWhatIsLeased()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "c"));
        var leased = await LeaseAsync(journal, "crm", 1);

        Assert.Equal(1, await HandOvers(journal).DiscardWaitingAsync("crm", "not wanted", 1, Cancel));
        Assert.Equal(1, await HandOvers(journal).DiscardWaitingAsync("crm", "not wanted", 10, Cancel));
        Assert.Equal(0, await HandOvers(journal).DiscardWaitingAsync("crm", "not wanted", 10, Cancel));
        Assert.Equal(0, await HandOvers(journal).DiscardWaitingAsync("other", "not wanted", 10, Cancel));

        Assert.Equal((1, 0), Counts(await StateAsync(journal, "crm")));
        await HandOvers(journal).CompleteHandOversAsync(leased, AnAttempt(), Cancel);
        Assert.Equal((0, 0), Counts(await StateAsync(journal, "crm")));
    }

    [Fact]
    public async Task WhatIsTooOld_BecomesADeadLetter_AlsoWhileItsDestinationIsPaused()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await HandOvers(journal).PauseAsync("crm", "eva", null, Cancel);
        World.Time.Advance(TimeSpan.FromHours(1));
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);

        Assert.Equal(
            (1, 1),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddMinutes(-30), 10, Cancel));

        Assert.Equal((1, 1), Counts(await StateAsync(journal, "crm")));
        Assert.Equal(2, await World.CountAsync("payloads"));
        await HandOvers(journal).ResumeAsync("crm", Cancel);
        Assert.Equal(["2"], Ids(await LeaseAsync(journal, "crm")));
    }

    [Fact]
    public async Task WhatIsTooOldWhileItWaitsForItsNextAttempt_FollowsWhenItsTimeHasCome()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await HandOvers(journal).RescheduleHandOversAsync(
            await LeaseAsync(journal, "crm"), AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(30), Cancel);
        World.Time.Advance(TimeSpan.FromHours(3));

        Assert.Equal(
            (1, 1),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddHours(-1), 10, Cancel));

        Assert.Equal((0, 1), Counts(await StateAsync(journal, "crm")));
    }


    [Fact]
    public async Task WhatWasTriedShortlyBeforeItWasTooOld_FollowsWhenItsTimeHasCome_ThoughItIsPausedNow()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);
        World.Time.Advance(TimeSpan.FromMinutes(110));
        var leased = await LeaseAsync(journal, "crm", 1);
        await HandOvers(journal).RescheduleHandOversAsync(
            leased, AnAttempt("timeout", 0), World.Time.GetUtcNow().AddMinutes(10), Cancel);
        await HandOvers(journal).PauseAsync("crm", "eva", null, Cancel);
        World.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(
            (1, 1),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddHours(-2), 1, Cancel));
        Assert.Equal(
            (1, 1),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddHours(-2), 9, Cancel));

        Assert.Equal((0, 2), Counts(await StateAsync(journal, "crm")));
    }

    [Fact]
    public async Task DestinationThatIsFull_GetsDeadLetters_AndDelaysNoOther()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", MaxWaiting: 2), new DestinationLimit("lake")]);
        foreach (var id in new[] { "1", "2", "3" })
        {
            Assert.Equal(
                RecordStatus.Recorded,
                (await journal.RecordAsync(
                    WithoutConversation(id) with { HandOvers = ["crm", "lake"] }, false, Cancel)).Status);
        }

        Assert.Equal((2, 1), Counts(await StateAsync(journal, "crm")));
        Assert.Equal((3, 0), Counts(await StateAsync(journal, "lake")));
        Assert.Equal([new("crm", 1)], HandOvers(journal).TakeFull());
        Assert.Empty(HandOvers(journal).TakeFull());
        Assert.Equal(["1", "2"], Ids(await LeaseAsync(journal, "crm")));
        await CompleteAllAsync(journal, "lake", "1", "2", "3");
        Assert.Equal(3, await World.CountAsync("payloads"));
    }

    [Fact]
    public async Task DestinationThatIsFull_TakesNoMore_HoweverManyAreRecordedAtOnce()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", MaxWaiting: 5)]);

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => journal.RecordAsync(
            WithoutConversation($"{i}") with { HandOvers = ["crm"] }, false, Cancel).AsTask()));

        Assert.Equal((5, 295), Counts(await StateAsync(journal, "crm")));
        await CompleteAllAsync(journal, "crm");
        await RecordAsync(journal, "crm", ("next", null));
        Assert.Equal((1, 295), Counts(await StateAsync(journal, "crm")));
    }

    [Fact]
    public async Task JournalThatIsFullOfHandOvers_RefusesNewDeliveries_ButLetsOpenOnesEnd()
    {
        var journal = await World.StartAsync(options => options.MaxOpenHandOvers = 1);
        World.Limits.Set([new DestinationLimit("crm")]);
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);

        await IsFullAsync(journal, ADelivery("3") with { HandOvers = ["crm"] });
        Assert.Equal(RecordStatus.Full, (await journal.RecordAsync(ADelivery("4"), false, Cancel)).Status);
        Assert.Equal(
            RecordStatus.Recorded, (await journal.RecordAsync(WithoutConversation("5"), false, Cancel)).Status);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, HandedTo("crm"), Cancel);

        Assert.Equal(2, (await StateAsync(journal, "crm")).Waiting);
    }

    [Theory]
    [InlineData(10, 1, 10)]
    [InlineData(9, 2, 8)]
    public async Task BoundOfHandOvers_IsHeld_HoweverManyRecordsShareACommit(int bound, int destinations, int waiting)
    {
        var journal = await World.StartAsync(options => options.MaxOpenHandOvers = bound);
        string[] names = ["crm", "lake"];
        World.Limits.Set(names.Select(name => new DestinationLimit(name)));

        var statuses = await RecordAtOnceAsync(journal, 1, 40, names[..destinations], payloadBytes: 0);

        Assert.InRange(statuses.Count(status => status == RecordStatus.Recorded), 1, waiting / destinations);
        Assert.Equal(40, statuses.Count(status => status is RecordStatus.Recorded or RecordStatus.Full));

        // Of those that came at once some may have been refused too early.
        for (var i = 41; i < 60; i++)
        {
            await RecordAtOnceAsync(journal, i, 1, names[..destinations], payloadBytes: 0);
        }

        Assert.Equal(
            waiting, (await HandOvers(journal).DestinationStatesAsync(Cancel)).Sum(state => state.Waiting));
    }

    [Fact]
    public async Task BoundOfBytesOfHandOvers_IsPassedByOneRecordAtMost_HoweverManyShareACommit()
    {
        var journal = await World.StartAsync(options => options.MaxHandOverBytes = 10_000);
        World.Limits.Set([new DestinationLimit("crm")]);

        var statuses = await RecordAtOnceAsync(journal, 1, 40, ["crm"], payloadBytes: 3_000);

        // Of a bit more than 3,000 bytes each.
        Assert.InRange(statuses.Count(status => status == RecordStatus.Recorded), 1, 4);
    }

    [Fact]
    public async Task BytesOfHandOvers_AreBoundedForThemselves_AndFreed()
    {
        var journal = await World.StartAsync(options => options.MaxHandOverBytes = 1_000);
        World.Limits.Set([new DestinationLimit("crm")]);
        var large = WithoutConversation("1");
        large = large with { HandOvers = ["crm"], Delivery = large.Delivery with { Payload = new byte[1_000] } };
        await journal.RecordAsync(large, false, Cancel);
        await IsFullAsync(journal, WithoutConversation("2") with { HandOvers = ["crm"] });

        await CompleteAllAsync(journal, "crm", "1");
        await NothingIsKeptAsync();

        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return (await journal.RecordAsync(
                    WithoutConversation("3") with { HandOvers = ["crm"] }, false,
                    Cancel)).Status == RecordStatus.Recorded;
            },
            "there is room again");
    }

    private static async Task<RecordStatus[]> RecordAtOnceAsync(
        IJournal journal, int first, int count, string[] destinations, int payloadBytes)
    {
        var results = await Task.WhenAll(Enumerable.Range(first, count).Select(i =>
        {
            var record = ADelivery($"{i}", payloadBytes: payloadBytes) with { HandOvers = destinations };
            return journal.RecordAsync(
                record with { Delivery = record.Delivery with { ConversationId = null } }, false, Cancel).AsTask();
        }));
        return [.. results.Select(result => result.Status)];
    }
}
