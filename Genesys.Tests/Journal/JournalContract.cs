using Genesys.Receiver.Journal;
using Genesys.Tests.Validation;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal keeps, whatever it is kept in.</summary>
public abstract class JournalContract : StoreContract
{
    // --- Recording ---

    [Fact]
    public async Task RecordedDelivery_ComesBackAsItWas()
    {
        var journal = await World.StartAsync();
        var record = ADelivery("1", "c1", replay: "archive");

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(record, false, Cancel)).Status);

        var leased = Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal(record with { Delivery = leased.Record.Delivery }, leased.Record);
        Assert.Equal(
            record.Delivery with { Payload = default },
            leased.Record.Delivery with { Payload = default, Drift = record.Delivery.Drift });
        Assert.Equal(record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        Assert.Equal(0, leased.Attempts);
        Assert.Null(leased.FirstAttemptAt);
    }

    [Fact]
    public async Task RecordedAnomaly_ComesBackAsItWas()
    {
        var journal = await World.StartAsync();
        var anomaly = AnAnomaly("r1", AnomalyKind.MalformedJson);

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(anomaly, Cancel)).Status);

        var leased = Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel));
        Assert.Equal(anomaly.ErrorPaths, leased.Record.ErrorPaths);
        Assert.Equal(
            anomaly with { ErrorPaths = leased.Record.ErrorPaths, ErrorCodes = leased.Record.ErrorCodes },
            leased.Record);
    }

    [Fact]
    public async Task SameEvent_IsADuplicate_WhetherOpenOrFinished()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(10, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeliveryWithoutConversation_IsFinishedWithItsRecord(bool lease)
    {
        var journal = await World.StartAsync();

        var result = await journal.RecordAsync(WithoutConversation("1"), lease, Cancel);

        Assert.Equal(new RecordResult(RecordStatus.Recorded), result);
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
        var entry = Assert.Single(await FindAsync(journal, DeliveryState.Finished));
        Assert.Equal("request-1", entry.Record.RequestId);
        Assert.Empty(entry.Attempts);
        Assert.True(entry.Record.Delivery.Payload.IsEmpty);
    }

    [Fact]
    public async Task DeliveryWithoutConversation_IsADuplicateTheSecondTime_AlsoInTheNextRun()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1"), false, Cancel);
        Assert.Equal(
            RecordStatus.Duplicate, (await journal.RecordAsync(WithoutConversation("1"), false, Cancel)).Status);

        await World.StopAsync(journal);
        journal = await World.StartAsync();

        Assert.Equal(
            RecordStatus.Duplicate, (await journal.RecordAsync(WithoutConversation("1"), false, Cancel)).Status);
    }

    [Fact]
    public async Task DeliveryWithoutConversation_FindsRoom_WhenTheOpenOnesLeaveNone()
    {
        var journal = await World.StartAsync(options => options.MaxOpenDeliveries = 1);
        await Record(journal, "1");
        Assert.Equal(RecordStatus.Full, await Record(journal, "2"));

        Assert.Equal(
            RecordStatus.Recorded, (await journal.RecordAsync(WithoutConversation("3"), false, Cancel)).Status);
    }

    [Fact]
    public async Task OtherAccountOrReplay_IsAnotherEvent()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");

        Assert.Equal(
            RecordStatus.Recorded,
            (await journal.RecordAsync(ADelivery("1", account: "210987654321"), false, Cancel)).Status);
        Assert.Equal(
            RecordStatus.Recorded,
            (await journal.RecordAsync(ADelivery("1", replay: "january"), false, Cancel)).Status);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(ADelivery("1", replay: "january"), false, Cancel)).Status);
    }

    [Fact]
    public async Task ManyAtOnce_OneOfEachEventIsRecorded()
    {
        var journal = await World.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 400)
            .Select(i => Task.Run(async () => (i % 100, await Record(journal, $"{i % 100}")), Cancel)));

        Assert.All(results.GroupBy(result => result.Item1), group =>
            Assert.Equal(1, group.Count(result => result.Item2 == RecordStatus.Recorded)));
        Assert.All(results, result => Assert.True(result.Item2 is RecordStatus.Recorded or RecordStatus.Duplicate));
        Assert.Equal(100, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task Event_IsKnownFor48Hours_AndNewAfter()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");
        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);

        World.Time.Advance(TimeSpan.FromHours(48));
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));
        World.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "1"));
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));
    }

    [Fact]
    public async Task EventOfAnEarlierRun_IsKnown()
    {
        var first = await World.StartAsync();
        await Record(first, "1");
        await World.StopAsync(first);

        var second = await World.StartAsync();
        Assert.Equal(RecordStatus.Duplicate, await Record(second, "1"));
        Assert.Single(await second.LeaseDeliveriesAsync(10, Cancel));
    }

    [Fact]
    public async Task EventOfAReplayedDelivery_IsKnownInTheNextRun_AndCanBeSentAgainWhenItFailsAgain()
    {
        var first = await World.StartAsync();
        await Record(first, "1");
        await FailAsync(first);
        await JobSteps.RunAsync(first, JobSteps.AJob(JobAction.Replay), [1]);
        await World.StopAsync(first);

        var second = await World.StartAsync();
        Assert.Equal(RecordStatus.Duplicate, await Record(second, "1"));
        await FailAsync(second);
        Assert.Equal(RecordStatus.Recorded, await Record(second, "1"));

        static async Task FailAsync(IJournal journal) => await journal.DeadLetterAsync(
            Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)), AnAttempt("gone"), AnAnomaly("a"), Cancel);
    }

    // --- Inline ---

    [Fact]
    public async Task InlineDelivery_IsLeasedAtOnce_AndInFlightForOthers()
    {
        var journal = await World.StartAsync();
        var result = await journal.RecordAsync(ADelivery("1"), true, Cancel);

        Assert.NotNull(result.Lease);
        Assert.Equal(RecordStatus.InFlight, await Record(journal, "1"));
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));

        await journal.CompleteAsync([result.Lease], AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));
    }

    [Fact]
    public async Task ForgottenDelivery_IsNewWhenItComesAgain()
    {
        var journal = await World.StartAsync();
        var result = await journal.RecordAsync(ADelivery("1"), true, Cancel);

        await journal.ForgetAsync(result.Lease!, Cancel);

        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "1"));
    }

    [Fact]
    public async Task InlineLeaseThatExpired_IsTakenUp_AndTheEventIsADuplicate()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), true, Cancel);

        World.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1"));
        await journal.WaitForDeliveriesAsync(Cancel);
        Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
    }

    // --- Leases ---

    [Fact]
    public async Task DueDeliveries_AreLeasedOldestFirst()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await Record(journal, id);
        }

        Assert.Equal(["1", "2"], Ids(await journal.LeaseDeliveriesAsync(2, Cancel)));
        Assert.Equal(["3"], Ids(await journal.LeaseDeliveriesAsync(2, Cancel)));
        Assert.Empty(await journal.LeaseDeliveriesAsync(2, Cancel));
    }

    [Fact]
    public async Task Conversation_HasOneLeaseAtATime()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await Record(journal, "a2", "a");
        await Record(journal, "b1", "b");

        var first = await journal.LeaseDeliveriesAsync(10, Cancel);
        Assert.Equal(["a1", "b1"], Ids(first));
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));

        await journal.CompleteAsync([first[0]], AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(["a2"], Ids(await journal.LeaseDeliveriesAsync(10, Cancel)));
    }

    [Fact]
    public async Task RestingConversation_IsLeasedAgainWhenTheRestIsOver_AndOthersMeanwhile()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.FromSeconds(5), Cancel);
        await Record(journal, "a2", "a");
        await Record(journal, "b1", "b");

        Assert.Equal(["b1"], Ids(await journal.LeaseDeliveriesAsync(10, Cancel)));
        World.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));
        World.Time.Advance(TimeSpan.FromSeconds(0.2));
        await journal.WaitForDeliveriesAsync(Cancel);
        Assert.Equal(["a2"], Ids(await LeaseOneAsync(journal)));
    }

    [Fact]
    public async Task RestingConversation_IsLeasedByTheFetchThatAnswersForIt()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.FromSeconds(5), Cancel);
        await Record(journal, "a2", "a");

        Assert.Equal(
            ["a2"], Ids(await journal.LeaseConversationAsync("123456789012", ConversationIds.Of("a"), 10, Cancel)));
    }

    [Fact]
    public async Task RestingConversation_LosesNothing_OverARestart()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.FromMinutes(5), Cancel);
        await Record(journal, "a2", "a");

        await World.StopAsync(journal);
        journal = await World.StartAsync();
        World.Time.Advance(TimeSpan.FromMinutes(5.1));
        await journal.WaitForDeliveriesAsync(Cancel);
        Assert.Equal(["a2"], Ids(await LeaseOneAsync(journal)));
    }

    [Fact]
    public async Task SameConversationIdOfAnotherAccount_IsAnotherConversation()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        await journal.RecordAsync(ADelivery("2", "c", account: "210987654321"), false, Cancel);

        Assert.Equal(2, (await journal.LeaseDeliveriesAsync(10, Cancel)).Count);
    }

    [Fact]
    public async Task LeaseOfAConversation_TakesWhatIsDueAndWhatWaits()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        var waiting = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.RescheduleAsync(waiting, AnAttempt("timeout", 0), World.Time.GetUtcNow().AddHours(1), Cancel);
        await Record(journal, "a2", "a");
        await Record(journal, "a3", "a");
        await Record(journal, "b1", "b");

        Assert.Equal(["a2", "b1"], Ids(await journal.LeaseDeliveriesAsync(10, Cancel)));
        var others = await journal.LeaseConversationAsync("123456789012", ConversationIds.Of("a"), 10, Cancel);

        Assert.Equal(["a1", "a3"], Ids(others));
        Assert.Equal([1, 0], others.Select(delivery => delivery.Attempts));
        Assert.Empty(await journal.LeaseConversationAsync("123456789012", ConversationIds.Of("a"), 10, Cancel));
    }

    [Fact]
    public async Task ExpiredLease_GoesToAnother_AndTheFirstCanChangeNothing()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        var first = await journal.LeaseDeliveriesAsync(1, Cancel);

        World.Time.Advance(TimeSpan.FromSeconds(61));
        await journal.WaitForDeliveriesAsync(Cancel);
        var second = await journal.LeaseDeliveriesAsync(1, Cancel);

        Assert.Equal(["1"], Ids(second));
        Assert.NotEqual(first[0].Lease, second[0].Lease);
        Assert.Empty(await journal.RenewAsync(first, Cancel));
        await journal.CompleteAsync(first, AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.RescheduleAsync(first, AnAttempt(), World.Time.GetUtcNow(), Cancel);
        await journal.DeadLetterAsync(first[0], AnAttempt(), AnAnomaly("r"), Cancel);
        await journal.ForgetAsync(first[0], Cancel);
        await journal.ReleaseAsync(first, null, Cancel);
        var state = await journal.GetStateAsync(Cancel);
        Assert.Equal((1, 0, 0), (state.OpenDeliveries, state.OpenAnomalies, state.DeadLetters));
        Assert.Equal([second[0].Key], await journal.RenewAsync(second, Cancel));
    }

    [Fact]
    public async Task RenewedLease_LastsLonger()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);

        World.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([lease[0].Key], await journal.RenewAsync(lease, Cancel));
        World.Time.Advance(TimeSpan.FromSeconds(40));

        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        await journal.CompleteAsync(lease, AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task ReleasedDelivery_IsDueAtOnce_WithoutAnAttempt()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        await journal.ReleaseAsync(await journal.LeaseDeliveriesAsync(1, Cancel), null, Cancel);

        var again = Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));
        Assert.Equal(0, again.Attempts);
        Assert.Null(again.FirstAttemptAt);
    }

    [Fact]
    public async Task DeliveryReleasedForLater_IsDueThen()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);

        await journal.ReleaseAsync(lease, World.Time.GetUtcNow().AddSeconds(30), Cancel);
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        var waiting = journal.WaitForDeliveriesAsync(Cancel).AsTask();
        World.Time.Advance(TimeSpan.FromSeconds(30));
        await waiting;

        Assert.Equal(0, Assert.Single(await LeaseOneAsync(journal)).Attempts);
    }

    [Fact]
    public async Task RescheduledDelivery_KeepsItsAttemptsAndIsDueAtItsTime_AfterARestartToo()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        var firstAttempt = World.Time.GetUtcNow();
        var due = firstAttempt.AddMinutes(5);
        await journal.RescheduleAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt("timeout", 0), due, Cancel);
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        var waiting = journal.WaitForDeliveriesAsync(Cancel).AsTask();
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await waiting;

        var again = Assert.Single(await LeaseOneAsync(journal));
        Assert.Equal((1, firstAttempt), (again.Attempts, again.FirstAttemptAt));
    }

    [Fact]
    public async Task DeliveryThatWaits_HoldsUpNoOther()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await journal.RescheduleAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt("timeout", 0), World.Time.GetUtcNow().AddHours(1),
            Cancel);
        await Record(journal, "a2", "a");

        Assert.Equal(["a2"], Ids(await journal.LeaseDeliveriesAsync(1, Cancel)));
    }

    [Fact]
    public async Task WaitForDeliveries_EndsWhenOneIsRecorded()
    {
        var journal = await World.StartAsync();
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        var waiting = journal.WaitForDeliveriesAsync(Cancel).AsTask();
        Assert.False(waiting.IsCompleted);

        await Record(journal, "1");

        await waiting;
        Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));
    }

    [Fact]
    public async Task WaitForDeliveries_EndsWhenAHeldConversationIsFree()
    {
        var journal = await World.StartAsync();
        await Record(journal, "a1", "a");
        await Record(journal, "a2", "a");
        var first = await journal.LeaseDeliveriesAsync(10, Cancel);
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));
        var waiting = journal.WaitForDeliveriesAsync(Cancel).AsTask();

        await journal.CompleteAsync(first, AnAttempt(), TimeSpan.Zero, Cancel);

        await waiting;
        Assert.Equal(["a2"], Ids(await journal.LeaseDeliveriesAsync(10, Cancel)));
    }

    [Fact]
    public async Task Wait_EndsWithItsCancellation()
    {
        var journal = await World.StartAsync();
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        Assert.Empty(await journal.LeaseAnomaliesAsync(1, Cancel));
        using var source = new CancellationTokenSource();
        var deliveries = journal.WaitForDeliveriesAsync(source.Token).AsTask();
        var anomalies = journal.WaitForAnomaliesAsync(source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deliveries);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anomalies);
    }

    // --- Dead letters ---

    [Fact]
    public async Task DeadLetter_ComesWithItsAnomaly_AndItsEventCanBeSentAgain()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        var lease = Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));

        await journal.DeadLetterAsync(
            lease, AnAttempt("not_found", 404), AnAnomaly("r", AnomalyKind.DownstreamFailure), Cancel);

        var state = await journal.GetStateAsync(Cancel);
        Assert.Equal((0, 1, 1), (state.OpenDeliveries, state.OpenAnomalies, state.DeadLetters));
        Assert.Equal(
            AnomalyKind.DownstreamFailure, Assert.Single(await journal.LeaseAnomaliesAsync(1, Cancel)).Record.Kind);
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "1", "c"));
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1", "c"));
    }

    // --- Anomalies ---

    [Fact]
    public async Task Anomalies_AreLeasedInTheOrderOfRecording_AndKeepTheirPlaceWhenGivenBack()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await journal.RecordAsync(AnAnomaly($"r{i}"), Cancel);
        }

        var first = await journal.LeaseAnomaliesAsync(3, Cancel);
        Assert.Equal(["r0", "r1", "r2"], first.Select(anomaly => anomaly.Record.RequestId));
        await journal.ReleaseAsync(first.Skip(1).ToList(), Cancel);

        Assert.Equal(
            ["r1", "r2", "r3", "r4"],
            (await journal.LeaseAnomaliesAsync(10, Cancel)).Select(anomaly => anomaly.Record.RequestId));
    }

    [Fact]
    public async Task ShippedAndSetAsideAnomalies_AreNoLongerOpen_AfterARestartEither()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await journal.RecordAsync(AnAnomaly($"r{i}"), Cancel);
        }

        var leased = await journal.LeaseAnomaliesAsync(2, Cancel);
        await journal.ShippedAsync([leased[0]], Cancel);
        await journal.SetAsideAsync(leased[1], "too old", Cancel);
        Assert.Equal(1, (await journal.GetStateAsync(Cancel)).OpenAnomalies);
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        Assert.Equal("r2", Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel)).Record.RequestId);
    }

    [Fact]
    public async Task LeasesOfAnEarlierRun_AreVoid()
    {
        var first = await World.StartAsync();
        await Record(first, "1", "c");
        await first.RecordAsync(AnAnomaly("r"), Cancel);
        await first.LeaseDeliveriesAsync(1, Cancel);
        await first.LeaseAnomaliesAsync(1, Cancel);
        await World.StopAsync(first);

        var second = await World.StartAsync();
        Assert.Single(await second.LeaseDeliveriesAsync(1, Cancel));
        Assert.Single(await second.LeaseAnomaliesAsync(1, Cancel));
    }

    [Fact]
    public async Task WaitForAnomalies_EndsWhenOneIsRecordedOrGivenBack()
    {
        var journal = await World.StartAsync();
        Assert.Empty(await journal.LeaseAnomaliesAsync(1, Cancel));
        var waiting = journal.WaitForAnomaliesAsync(Cancel).AsTask();
        Assert.False(waiting.IsCompleted);
        await journal.RecordAsync(AnAnomaly("r"), Cancel);
        await waiting;

        var leased = await journal.LeaseAnomaliesAsync(2, Cancel);
        Assert.Empty(await journal.LeaseAnomaliesAsync(2, Cancel));
        waiting = journal.WaitForAnomaliesAsync(Cancel).AsTask();
        await journal.ReleaseAsync(leased, Cancel);
        await waiting;
    }

    // --- Bounds and state ---

    [Fact]
    public async Task FullOfAnomalies_StillTakesDeliveries_AndTheOtherWayRound()
    {
        var journal = await World.StartAsync(options => options.MaxOpenAnomalies = options.MaxOpenDeliveries = 2);
        await journal.RecordAsync(AnAnomaly("r1"), Cancel);
        await journal.RecordAsync(AnAnomaly("r2"), Cancel);
        Assert.Equal(RecordStatus.Full, (await journal.RecordAsync(AnAnomaly("r3"), Cancel)).Status);

        Assert.Equal(RecordStatus.Recorded, await Record(journal, "1"));
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "2"));
        Assert.Equal(RecordStatus.Full, await Record(journal, "3"));
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "2"));

        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.DeadLetterAsync(
            leased[0], AnAttempt("gone", 410), AnAnomaly("r4", AnomalyKind.DownstreamFailure), Cancel);
        Assert.Equal(3, (await journal.GetStateAsync(Cancel)).OpenAnomalies);
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "3"));
    }

    [Fact]
    public async Task BoundThatIsReached_IsNamed_AsLongAsItIs()
    {
        var journal = await World.StartAsync(options => options.MaxOpenAnomalies = options.MaxOpenDeliveries = 1);
        Assert.Null((await journal.GetStateAsync(Cancel)).Full);

        await Record(journal, "1");
        var full = (await journal.GetStateAsync(Cancel)).Full!;
        Assert.Contains("Journal:MaxOpenDeliveries", full, StringComparison.Ordinal);
        Assert.DoesNotContain("Journal:MaxOpenAnomalies", full, StringComparison.Ordinal);

        await journal.RecordAsync(AnAnomaly("r1"), Cancel);
        full = (await journal.GetStateAsync(Cancel)).Full!;
        Assert.Contains("Journal:MaxOpenAnomalies", full, StringComparison.Ordinal);

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(1, Cancel), Cancel);
        await Eventually.IsTrue(
            async () => (await journal.GetStateAsync(Cancel)).Full is null, "there is room", limitSeconds: 30);
    }

    [Fact]
    public async Task BytesOfOpenRecords_AreBounded()
    {
        var journal = await World.StartAsync(options => options.MaxDeliveryBytes = options.MaxAnomalyBytes = 1);
        await Record(journal, "1");
        await journal.RecordAsync(AnAnomaly("r1"), Cancel);

        Assert.Equal(RecordStatus.Full, await Record(journal, "2"));
        Assert.Equal(RecordStatus.Full, (await journal.RecordAsync(AnAnomaly("r2"), Cancel)).Status);

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(1, Cancel), Cancel);
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "2"));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(AnAnomaly("r2"), Cancel)).Status);
    }

    [Fact]
    public async Task State_CountsAndAges()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");
        await journal.RecordAsync(AnAnomaly("r"), Cancel);
        World.Time.Advance(TimeSpan.FromMinutes(2));

        var state = await journal.GetStateAsync(Cancel);

        Assert.Equal((1, 1, 0, null), (state.OpenDeliveries, state.OpenAnomalies, state.DeadLetters, state.Problem));
        Assert.Equal(TimeSpan.FromMinutes(2), state.OldestDeliveryAge);
        Assert.Equal(TimeSpan.FromMinutes(2), state.OldestAnomalyAge);
        Assert.True(state.Bytes > 0);
    }

    [Fact]
    public async Task StoppedJournal_TakesNothingMore()
    {
        var journal = await World.StartAsync();
        await World.StopAsync(journal);

        Assert.Equal(RecordStatus.Unavailable, await Record(journal, "1"));
        Assert.NotNull((await journal.GetStateAsync(Cancel)).Problem);
        await Assert.ThrowsAsync<JournalUnavailableException>(
            async () => await journal.LeaseDeliveriesAsync(1, Cancel));
    }

    // --- Administration ---

    [Fact]
    public async Task DeadLetter_IsShownWithItsHistory_AndReplayedUnderItsKey()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1", "c");
        await journal.RescheduleAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt("timeout", 0), World.Time.GetUtcNow(), Cancel);
        var lease = Assert.Single(await LeaseOneAsync(journal));
        await journal.DeadLetterAsync(lease, AnAttempt("not_found", 404), AnAnomaly("r"), Cancel);

        var dead = Assert.Single(await FindAsync(journal, DeliveryState.DeadLetter));
        Assert.Equal([AnAttempt("timeout", 0), AnAttempt("not_found", 404)], dead.Attempts);
        Assert.Equal(World.Time.GetUtcNow(), dead.EndedAt);
        Assert.NotEmpty(dead.Record.Delivery.Payload.ToArray());

        Assert.Equal(1, await ActAsync(journal, JobAction.Replay, dead.Key));
        Assert.Equal(0, await ActAsync(journal, JobAction.Replay, dead.Key));
        Assert.Equal(RecordStatus.Duplicate, await Record(journal, "1", "c"));
        var again = Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal((dead.Key, 0), (again.Key, again.Attempts));
        await journal.CompleteAsync([again], AnAttempt(), TimeSpan.Zero, Cancel);
        var finished = await Search(journal).FindDeliveryAsync(again.Key, Cancel);
        Assert.Equal(DeliveryState.Finished, finished!.State);
        Assert.Equal(["timeout", "not_found", "completed"], finished.Attempts.Select(attempt => attempt.Reason));
        Assert.Empty(finished.Record.Delivery.Payload.ToArray());
    }

    [Fact]
    public async Task DiscardedDelivery_KeepsItsReasonAndLosesItsPayload()
    {
        var journal = await World.StartAsync(options => options.MaxDeliveryBytes = 1);
        await Record(journal, "1");
        var lease = Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));
        await journal.DeadLetterAsync(lease, AnAttempt("gone", 410), AnAnomaly("r"), Cancel);
        Assert.Equal(RecordStatus.Full, await Record(journal, "2"));

        Assert.Equal(1, await ActAsync(journal, JobAction.Discard, lease.Key));

        Assert.Equal(0, await ActAsync(journal, JobAction.Discard, lease.Key));
        var entry = Assert.Single(await FindAsync(journal, DeliveryState.Discarded));
        Assert.Equal("test data", entry.DiscardReason);
        Assert.Empty(entry.Record.Delivery.Payload.ToArray());
        Assert.Empty(await FindAsync(journal, DeliveryState.Finished));
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).DeadLetters);
        Assert.Equal(RecordStatus.Recorded, await Record(journal, "2"));
    }

    [Fact]
    public async Task AnomalySetAside_IsShownReplayedOrDiscarded()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(AnAnomaly("r1"), Cancel);
        await journal.RecordAsync(AnAnomaly("r2"), Cancel);
        foreach (var leased in await journal.LeaseAnomaliesAsync(10, Cancel))
        {
            await journal.SetAsideAsync(leased, "too old", Cancel);
        }

        await World.CatchUpAsync(journal);
        var aside = (await Search(journal)
            .FindAnomaliesAsync(new AnomalyFilter { State = AnomalyState.SetAside }, 10, null, Cancel)).Items;
        Assert.Equal(["r2", "r1"], aside.Select(entry => entry.Record.RequestId));
        Assert.All(aside, entry => Assert.Equal("too old", entry.Reason));

        Assert.NotNull(await Administration(journal).ReplayAnomalyAsync(aside[0].Key, Cancel));
        Assert.True(await Administration(journal).DiscardAnomalyAsync(aside[1].Key, Cancel));

        Assert.Equal(0, await Administration(journal).CountSetAsideAsync(Cancel));
        Assert.Equal("r2", Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel)).Record.RequestId);
        Assert.Null(await Search(journal).FindAnomalyAsync(aside[1].Key, Cancel));
    }

    [Fact]
    public async Task AnomalySetAside_IsLeasedOnce_WhenItIsReplayedInTheNextRun()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(AnAnomaly("r"), Cancel);
        var leased = Assert.Single(await journal.LeaseAnomaliesAsync(1, Cancel));
        await journal.SetAsideAsync(leased, "too old", Cancel);
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        Assert.NotNull(await Administration(journal).ReplayAnomalyAsync(leased.Key, Cancel));

        Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel));
    }

    [Fact]
    public async Task FinishedDeliveries_AreRemovedWhenTheirTimeIsOver()
    {
        var journal = await World.StartAsync();
        await Record(journal, "1");
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.NotNull(await Search(journal).FindDeliveryAsync(leased[0].Key, Cancel));

        // Housekeeping runs beside; each second it is given another occasion.
        World.Time.Advance(TimeSpan.FromHours(49));
        while (await Search(journal).FindDeliveryAsync(leased[0].Key, Cancel) is not null)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static IJournalAdministration Administration(IJournal journal) => ((IJournalStore)journal).Administration;

    private static IJournalSearch Search(IJournal journal) => ((IJournalStore)journal).Search;

    private async Task<IReadOnlyList<DeliveryEntry>> FindAsync(IJournal journal, DeliveryState state)
    {
        await World.CatchUpAsync(journal);
        return (await Search(journal)
            .FindDeliveriesAsync(new DeliveryFilter { State = state }, 10, null, Cancel)).Items;
    }

    // A job of one; returns how many it dealt with.
    private static async Task<long> ActAsync(IJournal journal, JobAction action, long key) =>
        (await JobSteps.RunAsync(journal, JobSteps.AJob(action), [key])).Done;

    private static async Task<RecordStatus> Record(IJournal journal, string id, string? conversation = null) =>
        (await journal.RecordAsync(ADelivery(id, conversation), false, Cancel)).Status;

    private static IEnumerable<string> Ids(IEnumerable<LeasedDelivery> deliveries) =>
        deliveries.Select(delivery => delivery.Record.Delivery.EventId);
}
