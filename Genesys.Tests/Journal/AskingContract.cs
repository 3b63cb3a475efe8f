using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal can be asked, and what operators do to it.</summary>
public abstract partial class AskingContract : IAsyncLifetime
{
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

    // --- Search ---

    [Fact]
    public async Task A_delivery_is_found_by_each_of_its_ids_whatever_its_state()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await World.CatchUpAsync(journal);

        foreach (var (id, state) in new[]
        {
            ("at-once", DeliveryState.Finished), ("done", DeliveryState.Finished), ("dead", DeliveryState.DeadLetter),
            ("open", DeliveryState.Open),
        })
        {
            foreach (var filter in new[]
            {
                new DeliveryFilter { EventId = id }, new DeliveryFilter { RequestId = "request-" + id },
                new DeliveryFilter { EventId = id, State = state },
            })
            {
                var entry = Assert.Single((await Search(journal).FindDeliveriesAsync(filter, 10, null, Cancel)).Items);
                Assert.Equal((id, state), (entry.Record.Delivery.EventId, entry.State));
            }

            Assert.Empty(
                (await Search(journal)
                    .FindDeliveriesAsync(
                        new DeliveryFilter { EventId = id, RequestId = "another" }, 10, null, Cancel)).Items);
        }

        Assert.Equal(["dead"], await IdsAsync(journal, new DeliveryFilter { ConversationId = "conversation-dead" }));
        Assert.Equal(
            ["open", "dead", "done", "at-once"],
            await IdsAsync(journal, new DeliveryFilter { TraceId = "0af7651916cd43dd8448eb211c80319c" }));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { EventId = "never" }));
    }

    [Fact]
    public async Task Deliveries_are_listed_by_state_topic_reason_attempts_and_time_newest_first()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await journal.RecordAsync(WithTopic("other", "another.topic"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(["other", "open", "dead", "done", "at-once"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["other", "open"], await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Open }));
        Assert.Equal(
            ["done", "at-once"], await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Finished }));
        Assert.Equal(["other"], await IdsAsync(journal, new DeliveryFilter { Topic = "another.topic" }));
        Assert.Equal(["dead"], await IdsAsync(journal, new DeliveryFilter { Reason = "not_found" }));
        Assert.Equal(["done"], await IdsAsync(journal, new DeliveryFilter { Reason = "completed" }));
        Assert.Equal(["dead"], await IdsAsync(journal, new DeliveryFilter { MinAttempts = 2 }));
        Assert.Equal(["dead", "done"], await IdsAsync(journal, new DeliveryFilter { MinAttempts = 1 }));
        Assert.Equal(
            ["dead"],
            await IdsAsync(
                journal,
                new DeliveryFilter { MinAttempts = 2, State = DeliveryState.DeadLetter, Reason = "not_found" }));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { Topic = "never" }));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { From = Start.AddMinutes(10) }));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { To = Start }));
        Assert.Equal(5, (await IdsAsync(journal, new DeliveryFilter { From = Start, To = Start.AddSeconds(1) })).Count);
    }

    [Fact]
    public async Task A_cursor_stays_where_it_is_while_deliveries_come_in()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await journal.RecordAsync(ADelivery($"{i}"), false, Cancel);
        }

        await World.CatchUpAsync(journal);
        var first = await Search(journal).FindDeliveriesAsync(new DeliveryFilter(), 2, null, Cancel);
        await journal.RecordAsync(ADelivery("5"), false, Cancel);
        await World.CatchUpAsync(journal);
        var second = await Search(journal).FindDeliveriesAsync(new DeliveryFilter(), 2, first.Next, Cancel);
        var third = await Search(journal).FindDeliveriesAsync(new DeliveryFilter(), 2, second.Next, Cancel);

        Assert.Equal(
            ["4", "3", "2", "1", "0"],
            first.Items.Concat(second.Items).Concat(third.Items).Select(entry => entry.Record.Delivery.EventId));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task What_changes_is_found_as_it_is()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await World.CatchUpAsync(journal);
        Assert.Equal(["1"], await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Open }));

        await DeadLetterAsync(journal, "gone");
        await World.CatchUpAsync(journal);

        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Open }));
        Assert.Equal(
            ["1"], await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.DeadLetter, Reason = "gone" }));
    }

    [Fact]
    public async Task What_an_earlier_run_recorded_is_found()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await World.CatchUpAsync(journal);
        await DeadLetterAsync(journal, "gone");
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        await World.CatchUpAsync(journal);

        Assert.Equal(
            ["open", "dead"], await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.DeadLetter }));
        Assert.Equal(["done"], await IdsAsync(journal, new DeliveryFilter { EventId = "done" }));
        Assert.Equal([1L, 1L], (await Search(journal).FailureGroupsAsync(Cancel)).Select(group => group.Count));
    }

    [Fact]
    public async Task Dead_letters_that_failed_alike_are_a_group()
    {
        var journal = await World.StartAsync();
        foreach (var (id, reason) in new[] { ("1", "gone"), ("2", "gone"), ("3", "not_found") })
        {
            await journal.RecordAsync(ADelivery(id), false, Cancel);
            await DeadLetterAsync(journal, reason);
        }

        await World.CatchUpAsync(journal);
        var groups = await Search(journal).FailureGroupsAsync(Cancel);

        Assert.Equal([("gone", 2L), ("not_found", 1L)], groups.Select(group => (group.Reason, group.Count)));
        Assert.All(
            groups,
            group =>
                Assert.Equal(
                    (404, "genesys.cloud.conversation.analyzed", (int)group.Count),
                    (group.Status, group.Topic, group.Trend[^1])));
        Assert.All(
            groups,
            group =>
                Assert.Equal(
                    (12, World.Time.GetUtcNow(), World.Time.GetUtcNow()),
                    (group.Trend.Count, group.First, group.Last)));
        Assert.Equal(["2", "1"], await IdsAsync(journal, new DeliveryFilter { Group = groups[0].Id }));
        Assert.Equal("2", (await Search(journal).FindDeliveryAsync(groups[0].Sample, Cancel))!.Record.Delivery.EventId);
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { Group = "no group" }));

        await ActAsync(journal, JobAction.Discard, new DeliveryFilter { Group = groups[0].Id });
        await World.CatchUpAsync(journal);
        Assert.Equal("not_found", Assert.Single(await Search(journal).FailureGroupsAsync(Cancel)).Reason);
    }

    [Fact]
    public async Task An_anomaly_is_found_when_it_was_shipped_too()
    {
        var journal = await World.StartAsync();
        foreach (var (id, kind) in new[]
        {
            ("r1", AnomalyKind.MalformedJson), ("r2", AnomalyKind.SchemaValidationFailure),
            ("r3", AnomalyKind.SchemaValidationFailure),
        })
        {
            await journal.RecordAsync(
                AnAnomaly(id, kind) with { ErrorCodes = ["required"], ErrorPaths = ["/data/participants/12/id"] },
                Cancel);
        }

        var leased = await journal.LeaseAnomaliesAsync(2, Cancel);
        await journal.ShippedAsync([leased[0]], Cancel);
        await journal.SetAsideAsync(leased[1], "too old", Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(["r3", "r2", "r1"], await AnomaliesAsync(journal, new AnomalyFilter()));
        Assert.Equal(["r1"], await AnomaliesAsync(journal, new AnomalyFilter { State = AnomalyState.Shipped }));
        Assert.Equal(["r2"], await AnomaliesAsync(journal, new AnomalyFilter { State = AnomalyState.SetAside }));
        Assert.Equal(["r3"], await AnomaliesAsync(journal, new AnomalyFilter { State = AnomalyState.Waiting }));
        Assert.Equal(["r1"], await AnomaliesAsync(journal, new AnomalyFilter { RequestId = "r1" }));
        Assert.Equal(["r1"], await AnomaliesAsync(journal, new AnomalyFilter { Kind = AnomalyKind.MalformedJson }));
        Assert.Equal(
            ["r3", "r2", "r1"],
            await AnomaliesAsync(
                journal, new AnomalyFilter { EventId = "an-id", TraceId = "0af7651916cd43dd8448eb211c80319c" }));
        Assert.Empty(await AnomaliesAsync(journal, new AnomalyFilter { To = Start }));
        Assert.Equal(
            World.Time.GetUtcNow(), (await Search(journal).FindAnomalyAsync(leased[0].Key, Cancel))!.ShippedAt);

        var groups = await Search(journal).AnomalyGroupsAsync(Start.AddHours(-1), Start.AddHours(1), Cancel);
        Assert.Equal(
            [(AnomalyKind.SchemaValidationFailure, 2L), (AnomalyKind.MalformedJson, 1L)],
            groups.Select(group => (group.Kind, group.Count)));
        Assert.All(groups, group => Assert.Equal(("/data/participants/*/id", "required"), (group.Path, group.Code)));
        Assert.Equal(2, Assert.Single(groups[0].ByTime).Count);
        Assert.Equal(["r3", "r2"], await AnomaliesAsync(journal, new AnomalyFilter { Group = groups[0].Id }));
        Assert.Equal(1, (await journal.GetStateAsync(Cancel)).OpenAnomalies);
    }

    [Fact]
    public async Task What_happens_is_counted_by_the_minute_over_a_restart_too()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await journal.RecordAsync(ADelivery("open"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("r"), Cancel);
        await journal.RecordAsync(AnAnomaly("d", AnomalyKind.SchemaDrift), Cancel);
        await HandOverAsync(journal, "1", "crm");
        await HandOverAsync(journal, "2", "crm", AnAttempt("refused", 400));
        await HandOvers(journal).RecordOperatorEventAsync(
            new OperatorEvent { Id = "e", Type = "genesys.receiver.circuit", At = Start, Data = "{}"u8.ToArray() },
            ["lake"], Cancel);
        await HandOvers(journal)
            .CompleteHandOversAsync(
                await HandOvers(journal).LeaseHandOversAsync("lake", 1, false, Cancel), AnAttempt(), Cancel);
        await journal.RecordAsync(WithoutConversation("3") with { HandOvers = ["crm"] }, false, Cancel);
        await World.StopAsync(journal);
        journal = await World.StartAsync();

        var minute = Assert.Single(await Search(journal).ActivityAsync(Start.AddHours(-1), Start.AddHours(1), Cancel));

        Assert.Equal(
            new ActivityMinute
            {
                Minute = Start,
                Accepted = 7,
                Duplicates = 1,
                Rejected = 1,
                Finished = 5,
                DeadLettered = 2,
                HandedOver = 1,
            }, minute);
        Assert.Equal(9, minute.Received);
        Assert.Empty(await Search(journal).ActivityAsync(Start.AddHours(1), Start.AddHours(2), Cancel));
    }

    [Fact]
    public async Task Counts_of_a_minute_are_neither_missing_nor_twice_while_they_are_written()
    {
        var journal = await World.StartAsync();
        for (var recorded = 1; recorded <= 50; recorded++)
        {
            await journal.RecordAsync(WithoutConversation($"counted-{recorded}"), false, Cancel);
            World.Time.Advance(TimeSpan.FromSeconds(6));
            for (var look = 0; look < 5; look++)
            {
                var minutes = await Search(journal).ActivityAsync(Start, Start.AddDays(1), Cancel);
                Assert.Equal(recorded, minutes.Sum(minute => minute.Accepted));
            }
        }
    }

    [Fact]
    public async Task Each_history_has_the_wait_of_its_own_and_a_hand_overs_has_its_trace()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.RecordAsync(ADelivery("2", "c") with { HandOvers = ["crm"] }, false, Cancel);
        var first = (await LeaseOneAsync(journal))[0];
        Assert.Null(first.LastAttemptAt);
        var second = Assert.Single(
            await journal.LeaseConversationAsync(
                "123456789012", first.Record.Delivery.ConversationId!.Value, 10, Cancel));
        await journal.RescheduleAsync(
            [first with { Wait = new AttemptWait(TimeSpan.FromSeconds(4.5), WaitReasons.CircuitOpen) }, second],
            AnAttempt("timeout", 0), World.Time.GetUtcNow(), Cancel);
        first = (await LeaseOneAsync(journal))[0];
        Assert.Equal((1, Start.AddSeconds(2)), (first.Attempts, first.LastAttemptAt));
        await journal.CompleteAsync(
            [first with { Wait = new AttemptWait(TimeSpan.FromSeconds(3), WaitReasons.Retry) }], AnAttempt(),
            TimeSpan.Zero, Cancel);

        var handOver = Assert.Single(await HandOvers(journal).LeaseHandOversAsync("crm", 10, false, Cancel));
        await HandOvers(journal)
            .RescheduleHandOversAsync(
                [handOver with { TraceId = "t1" }], AnAttempt("timeout", 0), World.Time.GetUtcNow(), Cancel);
        IReadOnlyList<LeasedHandOver> again = [];
        await Eventually.IsTrue(
            async () => (again = await HandOvers(journal).LeaseHandOversAsync("crm", 10, false, Cancel)).Count > 0,
            "it is due");
        Assert.Equal(Start.AddSeconds(2), again[0].LastAttemptAt);
        await HandOvers(journal).CompleteHandOversAsync(
            [again[0] with { TraceId = "t2", Wait = new AttemptWait(TimeSpan.FromSeconds(2), WaitReasons.Retry) }],
            AnAttempt(), Cancel);

        var attempts = (await Search(journal).FindDeliveryAsync(first.Key, Cancel))!.Attempts;
        Assert.Equal(
            [(TimeSpan.FromSeconds(4.5), "circuit_open"), (TimeSpan.FromSeconds(3), "retry")],
            attempts.Select(one => (one.Waited!.Value, one.WaitedFor)));
        var entry = (await Search(journal).FindDeliveryAsync(second.Key, Cancel))!;
        Assert.Null(Assert.Single(entry.Attempts).Waited);
        Assert.Equal(
            [("t1", null, null), ("t2", TimeSpan.FromSeconds(2), "retry")],
            entry.HandOvers[0].Attempts.Select(one => (one.TraceId, one.Waited, one.WaitedFor)));
    }

    [Fact]
    public async Task What_comes_in_while_its_conversation_rests_is_leased_as_such()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.FromSeconds(5), Cancel);
        World.Time.Advance(TimeSpan.FromSeconds(1));
        await journal.RecordAsync(ADelivery("2", "c", receivedAt: World.Time.GetUtcNow()), false, Cancel);
        World.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await LeaseOneAsync(journal))[0].HasRested);

        await journal.RecordAsync(ADelivery("3", "another", receivedAt: World.Time.GetUtcNow()), false, Cancel);
        Assert.False((await LeaseOneAsync(journal))[0].HasRested);
    }

    // --- Jobs ---

    [Fact]
    public async Task A_job_replays_each_dead_letter_once_under_its_key()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 5);

        var job = await ActAsync(
            journal, JobAction.Replay, new DeliveryFilter { State = DeliveryState.DeadLetter }, max: 2);

        Assert.Equal((JobState.Completed, 5L, 5L, 0L), (job.State, job.Total, job.Done, job.Failed));
        Assert.Equal(World.Time.GetUtcNow(), job.EndedAt);
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).DeadLetters);
        var leased = await journal.LeaseDeliveriesAsync(10, Cancel);
        Assert.Equal(
            [("0", 0), ("1", 0), ("2", 0), ("3", 0), ("4", 0)],
            leased.Select(delivery => (delivery.Record.Delivery.EventId, delivery.Attempts)));
        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
        var entry = await Search(journal).FindDeliveryAsync(leased[0].Key, Cancel);
        Assert.Equal(
            (DeliveryState.Finished, "gone,completed"),
            (entry!.State, string.Join(',', entry.Attempts.Select(attempt => attempt.Reason))));
    }

    [Fact]
    public async Task A_job_goes_on_after_a_restart_and_does_each_once()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 4);
        var created = await CreateAsync(journal, JobAction.Replay);
        var keys = (await Search(journal)
            .KeysAsync(
                new DeliveryFilter { State = DeliveryState.DeadLetter }, World.Time.GetUtcNow(), null, 10,
                Cancel)).Keys;
        Assert.Single(await Jobs(journal).LeaseAsync(10, Cancel));
        await Jobs(journal).FreezeAsync(created.Id, [.. keys.Take(3)], "somewhere", false, Cancel);
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        var leased = Assert.Single(await Jobs(journal).LeaseAsync(10, Cancel));
        Assert.Equal(
            (created.Id, JobState.Freezing, 3L, "somewhere"), (leased.Id, leased.State, leased.Total, leased.Cursor));
        await Jobs(journal).FreezeAsync(leased.Id, keys, null, true, Cancel);
        Assert.Equal(2, (await Jobs(journal).ActAsync(leased.Id, 2, Cancel))!.Done);
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        leased = Assert.Single(await Jobs(journal).LeaseAsync(10, Cancel));
        var ended = await Jobs(journal).ActAsync(leased.Id, 10, Cancel);

        Assert.Equal((JobState.Completed, 4L, 4L, 0L), (ended!.State, ended.Total, ended.Done, ended.Failed));
        Assert.Empty(await Jobs(journal).LeaseAsync(10, Cancel));
        Assert.Null(await Jobs(journal).ActAsync(leased.Id, 10, Cancel));
        Assert.Equal(4, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task A_job_counts_what_it_could_not_do_and_one_that_is_stopped_does_no_more()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 2);
        await World.CatchUpAsync(journal);
        var keys = (await Search(journal)
            .KeysAsync(new DeliveryFilter(), World.Time.GetUtcNow(), null, 10, Cancel)).Keys;
        var job = await CreateAsync(journal, JobAction.Discard);
        await Jobs(journal).LeaseAsync(10, Cancel);
        await Jobs(journal).FreezeAsync(job.Id, [.. keys, 1_000_000], null, true, Cancel);
        var acted = await Jobs(journal).ActAsync(job.Id, 100, Cancel);
        Assert.Equal((JobState.Completed, 3L, 2L, 1L), (acted!.State, acted.Total, acted.Done, acted.Failed));
        Assert.Equal("because", (await Search(journal).FindDeliveryAsync(keys[0], Cancel))!.DiscardReason);

        var second = await CreateAsync(journal, JobAction.Replay);
        await Jobs(journal).LeaseAsync(10, Cancel);
        await Jobs(journal).FreezeAsync(second.Id, keys, null, true, Cancel);
        Assert.Equal(JobState.Stopped, (await Jobs(journal).StopAsync(second.Id, Cancel))!.State);
        Assert.Null(await Jobs(journal).ActAsync(second.Id, 10, Cancel));
        Assert.Equal(JobState.Stopped, (await Jobs(journal).FindAsync(second.Id, Cancel))!.State);

        var third = await CreateAsync(journal, JobAction.Replay);
        await Jobs(journal).FailAsync(third.Id, "It can't.", Cancel);
        var empty = await CreateAsync(journal, JobAction.Replay);
        await Jobs(journal).LeaseAsync(10, Cancel);
        Assert.Equal(JobState.Completed, (await Jobs(journal).FreezeAsync(empty.Id, [], null, true, Cancel))!.State);
        var page = await Jobs(journal).ListAsync(3, null, Cancel);
        Assert.Equal([empty.Id, third.Id, second.Id], page.Items.Select(item => item.Id));
        Assert.Equal("It can't.", page.Items[1].Problem);
        Assert.Equal([job.Id], (await Jobs(journal).ListAsync(3, page.Next, Cancel)).Items.Select(item => item.Id));
        Assert.Null(await Jobs(journal).FindAsync(99, Cancel));
    }

    [Fact]
    public async Task A_job_takes_only_what_was_in_its_state_at_its_moment()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 2);
        var asOf = World.Time.GetUtcNow();
        World.Time.Advance(TimeSpan.FromSeconds(10));
        await journal.RecordAsync(ADelivery("later"), false, Cancel);
        await DeadLetterAsync(journal, "gone");
        var dead = new DeliveryFilter { State = DeliveryState.DeadLetter };

        Assert.Equal(2, await Search(journal).CountAsync(dead, asOf, Cancel));
        Assert.Equal(3, await Search(journal).CountAsync(dead, World.Time.GetUtcNow(), Cancel));
        Assert.Equal(2, (await Search(journal).KeysAsync(dead, asOf, null, 10, Cancel)).Keys.Count);
        Assert.Equal(1, await Search(journal).CountAsync(dead with { EventId = "1" }, asOf, Cancel));
    }

    [Fact]
    public async Task A_finished_delivery_is_replayed_while_its_payload_is_kept()
    {
        var journal = await World.StartAsync(options => options.PayloadRetention = TimeSpan.FromHours(1));
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.False((await Search(journal).FindDeliveryAsync(leased[0].Key, Cancel))!.Record.Delivery.Payload.IsEmpty);

        var job = await ActAsync(
            journal, JobAction.Replay, new DeliveryFilter { From = Start, State = DeliveryState.Finished });
        Assert.Equal((1L, 0L), (job.Done, job.Failed));

        var again = Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal(leased[0].Key, again.Key);
        Assert.Equal(leased[0].Record.Delivery.Payload.ToArray(), again.Record.Delivery.Payload.ToArray());
        await journal.CompleteAsync([again], AnAttempt(), TimeSpan.Zero, Cancel);

        World.Time.Advance(TimeSpan.FromHours(2));
        while (!(await Search(journal).FindDeliveryAsync(again.Key, Cancel))!.Record.Delivery.Payload.IsEmpty)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(
            0, (await ActAsync(journal, JobAction.Replay, new DeliveryFilter { State = DeliveryState.Finished })).Done);
    }

    [Fact]
    public async Task An_erased_conversation_is_nowhere_any_more()
    {
        var journal = await World.StartAsync(options => options.PayloadRetention = TimeSpan.FromHours(1));
        await FillAsync(journal, conversation: "secret");
        await World.CatchUpAsync(journal);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);

        var job = await ActAsync(journal, JobAction.Erase, new DeliveryFilter { ConversationId = "secret" });
        await World.CatchUpAsync(journal);

        Assert.Equal((3L, 0L), (job.Done, job.Failed));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { ConversationId = "secret" }));
        foreach (var (id, state) in new[]
        {
            ("done", DeliveryState.Finished), ("dead", DeliveryState.Discarded), ("open", DeliveryState.Discarded),
        })
        {
            var entry = Assert.Single(
                (await Search(journal)
                    .FindDeliveriesAsync(new DeliveryFilter { EventId = id }, 10, null, Cancel)).Items);
            Assert.Equal(state, entry.State);
            Assert.Null(entry.Record.Delivery.ConversationId);
            Assert.True(entry.Record.Delivery.Payload.IsEmpty);
        }

        // Whoever processes it at that moment ends without it.
        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
        var counts = await journal.GetStateAsync(Cancel);
        Assert.Equal((0L, 0L), (counts.OpenDeliveries, counts.DeadLetters));
        Assert.Empty(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal(
            RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("done", "secret"), false, Cancel)).Status);
    }

    // --- Audit and retention ---

    [Fact]
    public async Task The_audit_says_who_did_what()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await Audit(journal).WriteAsync(
                new AuditEntry
                {
                    At = Start.AddMinutes(i),
                    By = i == 1 ? null : "ann",
                    Action = i == 2 ? "read_clear" : "replay",
                    Subject = $"job {i}",
                    Count = i,
                    Reason = new string('x', 1000),
                },
                Cancel);
        }

        var first = await Audit(journal).FindAsync(new AuditFilter(), 2, null, Cancel);
        var second = await Audit(journal).FindAsync(new AuditFilter(), 2, first.Next, Cancel);
        Assert.Equal(["job 2", "job 1", "job 0"], first.Items.Concat(second.Items).Select(entry => entry.Subject));
        Assert.Null(second.Next);
        Assert.Equal(
            ("ann", "read_clear", 2L, 500),
            (first.Items[0].By, first.Items[0].Action, first.Items[0].Count, first.Items[0].Reason!.Length));
        Assert.Equal(["job 2", "job 0"], await Subjects(new AuditFilter { By = "ann" }));
        Assert.Equal(["job 1", "job 0"], await Subjects(new AuditFilter { Action = "replay" }));
        Assert.Equal(
            ["job 1"], await Subjects(new AuditFilter { From = Start.AddMinutes(1), To = Start.AddMinutes(2) }));

        async Task<IEnumerable<string?>> Subjects(AuditFilter filter) =>
            (await Audit(journal).FindAsync(filter, 10, null, Cancel)).Items.Select(entry => entry.Subject);
    }

    [Fact]
    public async Task A_dead_letter_that_waited_too_long_is_discarded_and_that_is_audited()
    {
        var journal = await World.StartAsync(options => options.DeadLetterRetention = TimeSpan.FromHours(2));
        await FillDeadAsync(journal, 2);
        World.Time.Advance(TimeSpan.FromHours(3));
        while ((await journal.GetStateAsync(Cancel)).DeadLetters > 0)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var entry = Assert.Single((await Audit(journal).FindAsync(new AuditFilter(), 10, null, Cancel)).Items);
        Assert.Equal(("receiver", "discard", 2L), (entry.By, entry.Action, entry.Count));
        await World.CatchUpAsync(journal);
        var discarded = (await Search(journal)
            .FindDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Discarded }, 10, null, Cancel)).Items;
        Assert.Equal(2, discarded.Count);
        Assert.All(
            discarded, one => Assert.Contains("DeadLetterRetention", one.DiscardReason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_goes_from_journal_and_search_when_its_time_is_over()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await journal.RecordAsync(AnAnomaly("r"), Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(10, Cancel), Cancel);
        await World.CatchUpAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(49));
        while ((await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Finished })).Count > 0
            || (await AnomaliesAsync(journal, new AnomalyFilter())).Count > 0)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
            await World.CatchUpAsync(journal);
        }

        Assert.Equal(["open", "dead"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { ConversationId = "conversation-done" }));
        Assert.Equal(["dead"], await IdsAsync(journal, new DeliveryFilter { ConversationId = "conversation-dead" }));
    }

    [Fact]
    public async Task Of_too_much_history_the_oldest_goes_and_its_event_stays_known()
    {
        var journal = await World.StartAsync(options => options.MaxFinished = 2);
        for (var i = 0; i < 5; i++)
        {
            await journal.RecordAsync(WithoutConversation($"{i}"), false, Cancel);
        }

        await World.CatchUpAsync(journal);
        while ((await IdsAsync(journal, new DeliveryFilter())).Count != 2)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
            await World.CatchUpAsync(journal);
        }

        Assert.Equal(["4", "3"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(
            RecordStatus.Duplicate, (await journal.RecordAsync(WithoutConversation("0"), false, Cancel)).Status);
    }

    [Fact]
    public async Task Whatever_happens_search_answers_what_the_journal_holds()
    {
        var random = new Random(4711);
        var journal = await World.StartAsync();
        for (var step = 0; step < 300; step++)
        {
            await DoSomethingAsync(journal, random, step);
            if (step == 150)
            {
                await World.StopAsync(journal);
                journal = await World.StartAsync();
            }
        }

        await World.CatchUpAsync(journal);
        var all = new List<DeliveryEntry>();
        for (var key = 1; key <= 400; key++)
        {
            if (await Search(journal).FindDeliveryAsync(key, Cancel) is { } entry)
            {
                all.Insert(0, entry);
            }
        }

        Assert.NotEmpty(all);
        Assert.Contains(all, entry => entry.HandOvers.Any(one => one.State == HandOverState.DeadLetter));
        foreach (var state in Enum.GetValues<DeliveryState>().Cast<DeliveryState?>().Append(null))
        {
            foreach (var reason in new[] { null, "gone", "timeout", "completed", "refused" })
            {
                foreach (var attempts in new int?[] { null, 1, 2, 3 })
                {
                    var filter = new DeliveryFilter { State = state, Reason = reason, MinAttempts = attempts };
                    var expected = all.Where(
                        entry => (FitsState(entry) && FitsFetch(entry))
                            || (state is null or DeliveryState.DeadLetter && Dead(entry).Any(FitsHandOver)));
                    Assert.Equal(
                        expected.Select(entry => entry.Record.Delivery.EventId), await IdsAsync(journal, filter));
                    if (state == DeliveryState.DeadLetter)
                    {
                        expected = all.Where(
                            entry => Dead(entry).Any(one => one.Destination == "crm" && FitsHandOver(one)));
                        Assert.Equal(
                            expected.Select(entry => entry.Record.Delivery.EventId),
                            await IdsAsync(journal, filter with { Destination = "crm" }));
                        Assert.Equal(
                            expected.Count(),
                            await Search(journal)
                                .CountAsync(filter with { Destination = "crm" }, World.Time.GetUtcNow(), Cancel));
                    }

                    bool FitsState(DeliveryEntry entry) => state is null || entry.State == state;
                    bool FitsFetch(DeliveryEntry entry) =>
                        (reason is null || (entry.Attempts is [.., var last] && last.Reason == reason))
                            && entry.Attempts.Count >= (attempts ?? 0);
                    bool FitsHandOver(HandOverEntry one) =>
                        (reason is null || one.Reason == reason) && one.Attempts.Count >= (attempts ?? 0);
                }
            }
        }

        foreach (var conversation in all.GroupBy(entry => entry.Record.Delivery.ConversationId?.Value)
            .Where(group => group.Key is not null))
        {
            Assert.Equal(
                conversation.Select(entry => entry.Key),
                (await FindAsync(journal, new DeliveryFilter { ConversationId = conversation.Key })).Select(
                    entry => entry.Key));
        }

        var groups = all.Where(entry => entry.State == DeliveryState.DeadLetter)
            .Select(entry => (entry.Attempts[^1].Reason, (string?)null))
            .Concat(all.SelectMany(Dead).Select(one => (one.Reason!, (string?)one.Destination))).GroupBy(key => key)
            .Select(group => (group.Key, Count: (long)group.Count()));
        Assert.Equal(
            groups.OrderBy(group => group.Key),
            (await Search(journal).FailureGroupsAsync(Cancel)).Select(
                group => ((group.Reason, group.Destination), group.Count)).OrderBy(group => group.Item1));

        static IEnumerable<HandOverEntry> Dead(DeliveryEntry entry) =>
            entry.HandOvers.Where(one => one.State == HandOverState.DeadLetter);
    }

    private protected static IJournalSearch Search(IJournal journal) => ((IJournalStore)journal).Search;

    private protected static IHandOverJournal HandOvers(IJournal journal) => ((IJournalStore)journal).HandOvers;

    /// <summary>Records an event that fetches nothing and hands it over.</summary>
    private protected static async Task HandOverAsync(
        IJournal journal, string id, string destination, AttemptEntry? deadLetter = null)
    {
        await journal.RecordAsync(WithoutConversation(id) with { HandOvers = [destination] }, false, Cancel);
        var leased = Assert.Single(await HandOvers(journal).LeaseHandOversAsync(destination, 10, false, Cancel));
        if (deadLetter is null)
        {
            await HandOvers(journal).CompleteHandOversAsync([leased], AnAttempt(), Cancel);
        }
        else
        {
            await HandOvers(journal).DeadLetterHandOverAsync(leased, deadLetter, Cancel);
        }
    }

    private protected static IJournalJobs Jobs(IJournal journal) => ((IJournalStore)journal).Jobs;

    private protected static async Task<List<string>> IdsAsync(IJournal journal, DeliveryFilter filter) =>
        [.. (await FindAsync(journal, filter)).Select(entry => entry.Record.Delivery.EventId)];

    private protected async Task<Job> ActAsync(
        IJournal journal, JobAction action, DeliveryFilter filter, int max = 100, string? destination = null)
    {
        var job = await CreateAsync(journal, action, destination);
        await Jobs(journal).LeaseAsync(10, Cancel);
        string? cursor = null;
        do
        {
            (var keys, cursor) = await Search(journal).KeysAsync(filter, World.Time.GetUtcNow(), cursor, max, Cancel);
            job = (await Jobs(journal).FreezeAsync(job.Id, keys, cursor, cursor is null, Cancel))!;
        }
        while (cursor is not null);

        while (job.State == JobState.Running)
        {
            job = (await Jobs(journal).ActAsync(job.Id, max, Cancel))!;
        }

        return job;
    }

    private protected static async Task FillDeadAsync(IJournal journal, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await journal.RecordAsync(ADelivery($"{i}"), false, Cancel);
            await DeadLetterAsync(journal, "gone");
        }
    }

    // One that was finished at once, one that was processed, a dead letter with two attempts, one that is open.
    private protected async Task FillAsync(IJournal journal, string? conversation = null)
    {
        await journal.RecordAsync(WithoutConversation("at-once"), false, Cancel);
        await journal.RecordAsync(ADelivery("done", conversation), false, Cancel);
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.RecordAsync(ADelivery("dead", conversation), false, Cancel);
        await journal.RescheduleAsync(
            await LeaseOneAsync(journal), AnAttempt("timeout", 0), World.Time.GetUtcNow(), Cancel);
        await DeadLetterAsync(journal, "not_found");
        await journal.RecordAsync(ADelivery("open", conversation), false, Cancel);
    }

    private protected static IJournalAudit Audit(IJournal journal) => ((IJournalStore)journal).Audit;

    private static async Task<IReadOnlyList<DeliveryEntry>> FindAsync(IJournal journal, DeliveryFilter filter) =>
        (await Search(journal).FindDeliveriesAsync(filter, 500, null, Cancel)).Items;

    private protected static async Task<List<string>> AnomaliesAsync(IJournal journal, AnomalyFilter filter) =>
        [
            .. (await Search(journal).FindAnomaliesAsync(filter, 500, null, Cancel)).Items.Select(
                entry => entry.Record.RequestId)];

    private static DeliveryRecord WithTopic(string id, string topic)
    {
        var record = ADelivery(id);
        return record with { Delivery = record.Delivery with { EventType = topic } };
    }

    private async Task<Job> CreateAsync(IJournal journal, JobAction action, string? destination = null) =>
        await JobSteps.CreateAsync(
            journal, JobSteps.AJob(action, destination, World.Time.GetUtcNow()) with { Reason = "because" });

    private protected static async Task DeadLetterAsync(IJournal journal, string reason) =>
        await journal.DeadLetterAsync(
            (await LeaseOneAsync(journal))[0], AnAttempt(reason, 404),
            AnAnomaly("dead", AnomalyKind.DownstreamFailure), Cancel);

    // A wait may end a moment before what it waited for can be leased, on a store that others write to.
    private protected static async Task<IReadOnlyList<LeasedDelivery>> LeaseOneAsync(IJournal journal)
    {
        while (true)
        {
            var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
            if (leased.Count > 0)
            {
                return leased;
            }

            await journal.WaitForDeliveriesAsync(Cancel);
        }
    }

    private async Task DoSomethingAsync(IJournal journal, Random random, int step)
    {
        switch (random.Next(9))
        {
            case 8:
                foreach (var leased in await HandOvers(journal)
                    .LeaseHandOversAsync(random.Next(2) == 0 ? "crm" : "lake", 3, false, Cancel))
                {
                    await HandOvers(journal).DeadLetterHandOverAsync(
                        leased, random.Next(3) == 0 ? AnAttempt("gone", 410) : AnAttempt("refused", 400), Cancel);
                }

                break;
            case 0 or 1 or 2:
                await journal.RecordAsync(ADelivery($"e{step}", $"c{random.Next(20)}"), false, Cancel);
                break;
            case 3:
                await journal.RecordAsync(
                    WithoutConversation(
                        $"e{step}") with
                    {
                        HandOvers = random.Next(2) == 0
                            ? [] : [random.Next(2) == 0 ? "crm" : "lake"]
                    }, false, Cancel);
                break;
            case 4:
                await journal.CompleteAsync(
                    await journal.LeaseDeliveriesAsync(2, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
                break;
            case 5:
                await journal.RescheduleAsync(
                    await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt("timeout", 0), World.Time.GetUtcNow(),
                    Cancel);
                break;
            case 6:
                foreach (var leased in await journal.LeaseDeliveriesAsync(2, Cancel))
                {
                    await journal.DeadLetterAsync(
                        leased, AnAttempt("gone", 410), AnAnomaly($"r{step}", AnomalyKind.DownstreamFailure), Cancel);
                }

                break;
            default:
                var action = (JobAction)random.Next(3);
                var destination = action != JobAction.Erase && random.Next(2) == 0 ? "crm" : null;
                await ActAsync(
                    journal,
                    action,
                    action == JobAction.Erase ? new DeliveryFilter { ConversationId = $"c{random.Next(20)}" }
                    : destination is not null
                        ? new DeliveryFilter
                        {
                            State = DeliveryState.DeadLetter,
                            Destination = destination,
                            Reason = random.Next(2) == 0 ? null : "gone",
                        }
                    : new DeliveryFilter { Reason = "gone", MinAttempts = random.Next(3) },
                    destination: destination);
                break;
        }
    }
}
