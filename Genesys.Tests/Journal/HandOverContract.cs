using System.Globalization;
using System.Text;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal keeps of hand-overs, whatever it is kept in.</summary>
public abstract class HandOverContract : IAsyncLifetime
{
    private static readonly FetchedContent Fetched = new("{\"id\":\"c\"}"u8.ToArray(), "{\"analytics\":1}"u8.ToArray());
    private IJournalWorld? _world;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IJournalWorld World => _world!;

    public async ValueTask InitializeAsync() => _world = await CreateWorldAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    private protected abstract Task<IJournalWorld> CreateWorldAsync();

    // --- Recording ---

    [Fact]
    public async Task EventThatIsRecordedForADestination_IsHandedOverAsItCame()
    {
        var journal = await World.StartAsync();
        var record = ADelivery("1", "c", replay: "archive") with { HandOvers = ["crm"] };

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(record, false, Cancel)).Status);

        var leased = Assert.Single(await LeaseAsync(journal, "crm"));
        Assert.Equal("crm", leased.Destination);
        Assert.Equal(record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        Assert.Equal(
            record.Delivery with { Payload = default },
            leased.Record.Delivery with { Payload = default, Drift = record.Delivery.Drift });
        Assert.Equal((record.RequestId, record.TraceParent), (leased.Record.RequestId, leased.Record.TraceParent));
        Assert.Equal(
            (0, null, Start, false),
            (leased.Attempts, leased.FirstAttemptAt, leased.RecordedAt, leased.IsOperatorEvent));
        Assert.Null(leased.Content);
        Assert.Null(leased.ConversationError);
        Assert.Empty(await LeaseAsync(journal, "other"));
    }

    [Fact]
    public async Task EventThatFetchesNothing_IsHandedOverAtOnce_AndItsPayloadGoesWithTheLast()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        Assert.Equal(1, await World.CountAsync("payloads"));
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);

        await CompleteAllAsync(journal, "crm");
        Assert.Equal(1, await World.CountAsync("payloads"));
        var last = Assert.Single(await LeaseAsync(journal, "lake"));
        Assert.Equal(WithoutConversation("1").Delivery.Payload.ToArray(), last.Record.Delivery.Payload.ToArray());
        await HandOvers(journal).CompleteHandOversAsync([last], AnAttempt(), Cancel);

        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task SameEventAgain_IsHandedOverOnce()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel)).Status);
        await journal.RecordAsync(ADelivery("2") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(ADelivery("2") with { HandOvers = ["crm"] }, false, Cancel)).Status);

        Assert.Equal(["1", "2"], Ids(await LeaseAsync(journal, "crm")));
    }

    [Fact]
    public async Task WithoutADestination_NothingIsStored()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, HandedTo(), Cancel);

        foreach (var table in new[] { "destinations", "hand_overs", "payloads", "contents" })
        {
            Assert.Equal(0, await World.CountAsync(table));
        }
    }

    [Fact]
    public async Task PayloadOfAnOpenDelivery_StandsInItsRecordAlone_AndIsKeptWhenItEndsFirst()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        Assert.Equal(0, await World.CountAsync("payloads"));

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(1, await World.CountAsync("payloads"));

        await CompleteAllAsync(journal, "crm", "1");
        await CompleteAllAsync(journal, "lake", "1");
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task HandOverThatEndsBeforeItsDelivery_LeavesNothingToKeep()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm"] }, false, Cancel);
        await CompleteAllAsync(journal, "crm", "1");

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);

        Assert.Equal(0, await World.CountAsync("payloads"));
    }

    [Fact]
    public async Task WhatOneFetchBrought_IsStoredOnce_AndGoesWithTheLast()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await journal.RecordAsync(ADelivery(id, "c"), false, Cancel);
        }

        var first = await journal.LeaseDeliveriesAsync(1, Cancel);
        var same = await journal.LeaseConversationAsync(
            "123456789012", first[0].Record.Delivery.ConversationId!.Value, 10, Cancel);
        await journal.CompleteAsync(
            [.. first, .. same], AnAttempt(), TimeSpan.Zero,
            new NewHandOvers
            {
                Content = Fetched,
                DestinationsOf = one => one.Record.Delivery.EventId == "2" ? ["crm"] : ["crm", "lake"],
            }, Cancel);
        Assert.Equal(1, await World.CountAsync("contents"));
        Assert.Equal(3, await World.CountAsync("payloads"));

        var crm = await LeaseAsync(journal, "crm");
        Assert.Equal(["1", "2", "3"], Ids(crm));
        Assert.All(crm, one =>
        {
            Assert.Equal(Fetched.Conversation.ToArray(), one.Content!.Conversation.ToArray());
            Assert.Equal(Fetched.Analytics!.Value.ToArray(), one.Content.Analytics!.Value.ToArray());
        });
        await HandOvers(journal).CompleteHandOversAsync(crm, AnAttempt(), Cancel);
        await IsCountedAsync("payloads", 2);
        Assert.Equal(1, await World.CountAsync("contents"));

        await CompleteAllAsync(journal, "lake", "1", "3");
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task ContentWithoutAnalytics_ComesBackSo()
    {
        var journal = await World.StartAsync();
        await FinishAsync(journal, "1", new FetchedContent("{}"u8.ToArray(), null), "crm");

        var content = Assert.Single(await LeaseAsync(journal, "crm")).Content!;

        Assert.Equal("{}", Encoding.UTF8.GetString(content.Conversation.Span));
        Assert.Null(content.Analytics);
    }

    [Fact]
    public async Task FetchThatFailedForGood_IsHandedOverWithItsReason()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var delivery = (await journal.LeaseDeliveriesAsync(1, Cancel))[0];
        await journal.DeadLetterAsync(
            delivery, AnAttempt("not_found", 404), AnAnomaly("r"),
            new NewHandOvers { DestinationsOf = _ => ["crm"], ConversationError = "not_found" }, Cancel);

        var leased = Assert.Single(await LeaseAsync(journal, "crm"));

        Assert.Equal("not_found", leased.ConversationError);
        Assert.Null(leased.Content);
        Assert.Equal(delivery.Record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        await HandOvers(journal).CompleteHandOversAsync([leased], AnAttempt(), Cancel);
        Assert.Equal(1, (await journal.GetStateAsync(Cancel)).DeadLetters);
    }

    [Fact]
    public async Task DeliveryWhoseLeaseIsGone_RecordsNoHandOver()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.ReleaseAsync(leased, World.Time.GetUtcNow().AddHours(1), Cancel);

        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, HandedTo("crm"), Cancel);
        await journal.DeadLetterAsync(leased[0], AnAttempt("gone", 410), AnAnomaly("r"), HandedTo("crm"), Cancel);

        Assert.Empty(await LeaseAsync(journal, "crm"));
        Assert.Equal(0, await World.CountAsync("contents"));
    }

    // --- Leases ---

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
        await HandOvers(journal).DeadLetterHandOverAsync(leased[0], AnAttempt("refused", 400), Cancel);
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

    // --- Order ---

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

        await HandOvers(journal).DeadLetterHandOverAsync(leased, AnAttempt("refused", 400), Cancel);

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
            1, await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddMinutes(2), 1, Cancel));

        // What waits for no time goes first: that was the third.
        Assert.Equal((2, 1), Counts(await StateAsync(journal, "crm")));
    }

    // --- Ends ---

    [Fact]
    public async Task DeadLetter_KeepsWhatItWouldHaveHandedOver()
    {
        var journal = await World.StartAsync();
        await FinishAsync(journal, "1", Fetched, "crm");

        await HandOvers(journal)
            .DeadLetterHandOverAsync((await LeaseAsync(journal, "crm"))[0], AnAttempt("refused", 422), Cancel);

        Assert.Equal((0, 1), Counts(await StateAsync(journal, "crm")));
        Assert.Equal((1, 1), (await World.CountAsync("payloads"), await World.CountAsync("contents")));
        Assert.Empty(await LeaseAsync(journal, "crm"));
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
            .DeadLetterHandOverAsync((await LeaseAsync(journal, "queue"))[0], AnAttempt("refused", 400), Cancel);
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
            1,
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
            1, await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddHours(-1), 10, Cancel));

        Assert.Equal((0, 1), Counts(await StateAsync(journal, "crm")));
    }

    // --- Bounds ---

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
        Assert.Equal(["1", "2"], Ids(await LeaseAsync(journal, "crm")));
        await CompleteAllAsync(journal, "lake", "1", "2", "3");
        Assert.Equal(3, await World.CountAsync("payloads"));
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

    // --- Destinations ---

    [Fact]
    public async Task Counts_AreKept_AlsoForTheNextRun()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "c"));
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(journal, "lake", ("4", "d"));
        await HandOvers(journal)
            .DeadLetterHandOverAsync((await LeaseAsync(journal, "crm", 1))[0], AnAttempt("refused", 400), Cancel);

        await World.StopAsync(journal);
        journal = await World.StartAsync();

        var states = await HandOvers(journal).DestinationStatesAsync(Cancel);
        Assert.Equal(["crm", "lake"], states.Select(state => state.Name));
        Assert.Equal([(2L, 1L), (1L, 0L)], states.Select(Counts));
        Assert.Equal([Start, Start.AddMinutes(1)], states.Select(state => state.OldestAt!.Value));
        Assert.Equal(new DestinationFailure(Start.AddSeconds(2), 400, "refused"), states[0].LastFailure);
        Assert.Null(states[1].LastFailure);
    }

    [Fact]
    public async Task OperatorsPause_HoldsAlsoInTheNextRun_AndUntilItIsEnded()
    {
        var journal = await World.StartAsync();
        await HandOvers(journal).PauseAsync("crm", "eva", "maintenance", Cancel);
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Empty(await LeaseAsync(journal, "crm"));

        await World.StopAsync(journal);
        journal = await World.StartAsync();
        Assert.Empty(await LeaseAsync(journal, "crm"));
        Assert.Equal(new DestinationPause("eva", Start, "maintenance"), (await StateAsync(journal, "crm")).Paused);

        var wait = HandOvers(journal).WaitForHandOversAsync("crm", Cancel).AsTask();
        await HandOvers(journal).ResumeAsync("crm", Cancel);
        await wait;
        Assert.Null((await StateAsync(journal, "crm")).Paused);
        Assert.Equal(["1"], Ids(await LeaseAsync(journal, "crm")));
    }

    // --- Operator events ---

    [Fact]
    public async Task OperatorEvent_IsHandedOver_FindsRoomWhenThereIsNone_AndLeavesNothing()
    {
        var journal = await World.StartAsync(options => options.MaxOpenHandOvers = 1);
        World.Limits.Set([new DestinationLimit("crm", MaxWaiting: 1)]);
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);

        Assert.True(await HandOvers(journal).RecordOperatorEventAsync(AnOperatorEvent("e1"), ["crm", "lake"], Cancel));

        Assert.Equal((1, 0), Counts(await StateAsync(journal, "crm")));
        var leased = (await LeaseAsync(journal, "crm"))[1];
        Assert.True(leased.IsOperatorEvent);
        Assert.Equal(
            ("e1", "genesys.receiver.journal_full", "genesys.receiver", "genesys.receiver", "{\"count\":1}"),
            (leased.Record.Delivery.EventId, leased.Record.Delivery.EventType, leased.Record.Delivery.Source,
                leased.Record.Delivery.Schema,
                Encoding.UTF8.GetString(leased.Record.Delivery.Payload.Span)));
        await HandOvers(journal).CompleteHandOversAsync([leased], AnAttempt(), Cancel);
        await HandOvers(journal)
            .DeadLetterHandOverAsync((await LeaseAsync(journal, "lake"))[0], AnAttempt("refused", 400), Cancel);
        await CompleteAllAsync(journal, "crm");
        World.Time.Advance(TimeSpan.FromSeconds(61));
        await HandOvers(journal).CompleteHandOversAsync([await LeaseOneAsync(journal, "crm")], AnAttempt(), Cancel);

        await NothingIsKeptAsync();
        Assert.Equal(0, await World.CountAsync("hand_overs WHERE delivery < 0"));
        Assert.All(
            await HandOvers(journal).DestinationStatesAsync(Cancel), state => Assert.Equal((0, 0), Counts(state)));
    }

    [Fact]
    public async Task OperatorEvents_AreBounded()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 500; i++)
        {
            Assert.True(
                await HandOvers(journal).RecordOperatorEventAsync(AnOperatorEvent($"e{i}"), ["crm", "lake"], Cancel));
        }

        Assert.False(await HandOvers(journal).RecordOperatorEventAsync(AnOperatorEvent("one more"), ["crm"], Cancel));

        await HandOvers(journal).CompleteHandOversAsync(await LeaseAsync(journal, "crm", 1), AnAttempt(), Cancel);
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return await HandOvers(journal).RecordOperatorEventAsync(AnOperatorEvent("one more"), ["crm"], Cancel);
            },
            "there is room again");
    }

    // --- Order, whatever happens ---

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task InOrder_WhateverHappens_NoConversationGoesBack(int seed)
    {
        var chance = new Random(seed);
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        var journal = await World.StartAsync();
        var recorded = 0;
        var lastOf = new Dictionary<string, int>();
        var handedOver = 0;
        for (var step = 0; step < 200 || handedOver < recorded; step++)
        {
            if (step < 200 && chance.Next(3) > 0)
            {
                var conversation = "c" + chance.Next(6);
                var record = ADelivery($"{++recorded}", conversation);
                await journal.RecordAsync(record with { HandOvers = ["crm"] }, false, Cancel);
            }

            if (chance.Next(60) == 0)
            {
                await World.StopAsync(journal);
                journal = await World.StartAsync();
            }

            World.Time.Advance(TimeSpan.FromSeconds(chance.Next(step < 200 ? 3 : 30)));
            var leased = await LeaseAsync(journal, "crm", chance.Next(1, 8), inOrder: true);
            Assert.Equal(
                leased.Count, leased.Select(one => one.Record.Delivery.ConversationId!.Value.Value).Distinct().Count());
            foreach (var one in leased)
            {
                var conversation = one.Record.Delivery.ConversationId!.Value.Value;
                var number = int.Parse(one.Record.Delivery.EventId, CultureInfo.InvariantCulture);
                Assert.True(number > lastOf.GetValueOrDefault(conversation), $"{conversation} went back to {number}");
                switch (chance.Next(6))
                {
                    case 0:
                        await HandOvers(journal)
                            .RescheduleHandOversAsync(
                                [one], AnAttempt("timeout", 0), World.Time.GetUtcNow().AddSeconds(chance.Next(20)),
                                Cancel);
                        break;
                    case 1:
                        await HandOvers(journal)
                            .ReleaseHandOversAsync(
                                [one], chance.Next(2) == 0 ? null : World.Time.GetUtcNow().AddSeconds(3), Cancel);
                        break;
                    case 2 when chance.Next(4) == 0:
                        // Its lease runs out.
                        World.Time.Advance(TimeSpan.FromSeconds(61));
                        break;
                    case 3 when chance.Next(3) == 0:
                        await HandOvers(journal).DeadLetterHandOverAsync(one, AnAttempt("refused", 400), Cancel);
                        handedOver += (await StateAsync(journal, "crm")).DeadLetters > 0 ? 1 : 0;
                        lastOf[conversation] = number;
                        break;
                    default:
                        await HandOvers(journal).CompleteHandOversAsync([one], AnAttempt(), Cancel);
                        break;
                }
            }

            var state = (await HandOvers(journal).DestinationStatesAsync(Cancel)).SingleOrDefault();
            handedOver = recorded - (int)(state?.Waiting ?? 0);
        }

        Assert.Equal(0, (await StateAsync(journal, "crm")).Waiting);
    }

    private protected static IHandOverJournal HandOvers(IJournal journal) => ((IJournalStore)journal).HandOvers;

    private protected static ValueTask<IReadOnlyList<LeasedHandOver>> LeaseAsync(
        IJournal journal, string destination, int max = 100, bool inOrder = false) =>
        HandOvers(journal).LeaseHandOversAsync(destination, max, inOrder, Cancel);

    // Timers run beside; what they make due is leased a moment later.
    private protected static async Task<LeasedHandOver> LeaseOneAsync(
        IJournal journal, string destination, bool inOrder = false)
    {
        IReadOnlyList<LeasedHandOver> leased = [];
        await Eventually.IsTrue(
            async () => (leased = await LeaseAsync(journal, destination, 1, inOrder)).Count > 0, "it is due");
        return leased[0];
    }

    private protected static NewHandOvers HandedTo(params string[] destinations) =>
        new() { DestinationsOf = _ => destinations, Content = Fetched };

    private protected static async Task<DestinationState> StateAsync(IJournal journal, string destination) =>
        (await HandOvers(journal).DestinationStatesAsync(Cancel)).Single(state => state.Name == destination);

    private static async Task FinishAsync(
        IJournal journal, string id, FetchedContent content, params string[] destinations)
    {
        await journal.RecordAsync(ADelivery(id), false, Cancel);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero,
            new NewHandOvers { DestinationsOf = _ => destinations, Content = content }, Cancel);
    }

    private static async Task RecordAsync(
        IJournal journal, string destination, params (string Id, string? Conversation)[] events)
    {
        foreach (var (id, conversation) in events)
        {
            var record = conversation is null ? WithoutConversation(id) : ADelivery(id, conversation);
            await journal.RecordAsync(record with { HandOvers = [destination] }, false, Cancel);
        }
    }

    private static Task CompleteAllAsync(IJournal journal, string destination, params string[] expected) =>
        CompleteAllAsync(journal, destination, inOrder: false, expected);

    private static async Task CompleteAllAsync(
        IJournal journal, string destination, bool inOrder, params string[] expected)
    {
        var leased = await LeaseAsync(journal, destination, inOrder: inOrder);
        Assert.Equal(expected.Length == 0 ? Ids(leased) : expected, Ids(leased));
        await HandOvers(journal).CompleteHandOversAsync(leased, AnAttempt(), Cancel);
    }

    // What a store learns of others is counted once a second.
    private async Task IsFullAsync(IJournal journal, DeliveryRecord record) => await Eventually.IsTrue(
        async () =>
        {
            World.Time.Advance(TimeSpan.FromSeconds(1));
            return (await journal.RecordAsync(record, false, Cancel)).Status == RecordStatus.Full;
        },
        "it is full");

    private async Task NothingIsKeptAsync()
    {
        await IsCountedAsync("payloads", 0);
        await IsCountedAsync("contents", 0);
    }

    // PostgreSQL's journal removes what nobody needs within a second.
    private Task IsCountedAsync(string table, int count) => Eventually.IsTrue(
        async () =>
        {
            World.Time.Advance(TimeSpan.FromSeconds(1));
            return await World.CountAsync(table) == count;
        },
        $"{table}: {count}");

    private static async Task<DeliveryEntry?> FindAsync(IJournal journal, long key) =>
        await ((IJournalStore)journal).Search.FindDeliveryAsync(key, Cancel);

    private static OperatorEvent AnOperatorEvent(string id) => new()
    {
        Id = id,
        Type = "genesys.receiver.journal_full",
        At = Start,
        Data = "{\"count\":1}"u8.ToArray(),
    };

    private static (long Waiting, long DeadLetters) Counts(DestinationState state) =>
        (state.Waiting, state.DeadLetters);

    private static IEnumerable<string> Ids(IEnumerable<LeasedHandOver> handOvers) =>
        handOvers.Select(one => one.Record.Delivery.EventId);
}
