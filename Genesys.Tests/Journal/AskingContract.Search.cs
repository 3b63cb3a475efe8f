using System.Text;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation.Schemas;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>What is found, by what, and in which order.</content>
public abstract partial class AskingContract
{
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
    public async Task A_delivery_is_found_by_the_longest_topic()
    {
        var journal = await World.StartAsync();
        var random = new Random(1);
        var topic = string.Concat(
            Enumerable.Range(0, PartnerEvent.MaxTopicLength).Select(_ => new Rune(random.Next(0x10000, 0x110000))));

        await journal.RecordAsync(WithTopic("long", topic), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(["long"], await IdsAsync(journal, new DeliveryFilter { Topic = topic }));
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
    public async Task A_hundred_who_wait_for_the_index_one_after_the_other_do_not_wait_for_its_pauses()
    {
        var journal = await World.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            await journal.RecordAsync(ADelivery($"{i}"), false, Cancel);
            await World.CatchUpAsync(journal).WaitAsync(limit.Token);

            // Nothing has come since, so it rests.
            await World.CatchUpAsync(journal).WaitAsync(limit.Token);
        }
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
    public async Task What_was_recorded_behind_something_older_is_found_by_its_time()
    {
        var journal = await World.StartAsync();
        foreach (var (id, second) in new[] { ("in time", 30), ("too early", 5) })
        {
            var received = Start.AddSeconds(second);
            await journal.RecordAsync(ADelivery(id, receivedAt: received), false, Cancel);
            await journal.RecordAsync(AnAnomaly(id) with { ReceivedAt = received }, Cancel);
        }

        await World.CatchUpAsync(journal);

        var from = Start.AddSeconds(10);
        Assert.Equal(["in time"], await IdsAsync(journal, new DeliveryFilter { From = from }));
        Assert.Equal(["in time"], await AnomaliesAsync(journal, new AnomalyFilter { From = from }));
        Assert.Equal(["too early"], await IdsAsync(journal, new DeliveryFilter { To = from }));
        Assert.Equal(["too early"], await AnomaliesAsync(journal, new AnomalyFilter { To = from }));
    }

    [Fact]
    public async Task Groups_of_anomalies_that_are_over_make_room_for_others()
    {
        var journal = await World.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10_001).Select(i => journal.RecordAsync(
            AnAnomaly($"{i}") with { ErrorPaths = [$"/a{i}z"], ErrorCodes = ["unknown"] }, Cancel).AsTask()));
        await World.CatchUpAsync(journal);
        await RecordAsync("/before");
        Assert.DoesNotContain("/before", await PathsAsync());

        World.Time.Advance(TimeSpan.FromHours(49));
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(30));
                await RecordAsync("/after");
                return (await PathsAsync()).Contains("/after");
            },
            "another group has room", limitSeconds: 30);
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(30));
                await World.CatchUpAsync(journal);
                return await World.CountAsync(GroupsTable) <= 5;
            },
            "those that are over are gone");

        async Task RecordAsync(string path)
        {
            await journal.RecordAsync(
                AnAnomaly(path) with
                {
                    ReceivedAt = World.Time.GetUtcNow(),
                    ErrorPaths = [path],
                    ErrorCodes = ["unknown"],
                },
                Cancel);
            await World.CatchUpAsync(journal);
        }

        async Task<IEnumerable<string>> PathsAsync() => (await Search(journal).AnomalyGroupsAsync(
            World.Time.GetUtcNow().AddHours(-1), World.Time.GetUtcNow().AddHours(1), Cancel))
            .Select(group => group.Path);
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
}
