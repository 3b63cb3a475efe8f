using Genesys.Receiver.Journal;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Hand-overs in a PostgreSQL database.</summary>
public class PostgresHandOverTests(PostgresCluster cluster) : HandOverContract
{
    private PostgresWorld? _postgres;

    private protected override async Task<IJournalWorld> CreateWorldAsync() =>
        _postgres = await PostgresWorld.CreateAsync(cluster);

    [Fact]
    public async Task TwoReceivers_ShareADestination_AndKeepTheOrderOfAConversation()
    {
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        var (one, other) = (await World.StartAsync(), await World.StartAsync());
        var waiting = HandOvers(other).WaitForHandOversAsync("crm", Cancel).AsTask();
        await one.RecordAsync(ADelivery("1", "a") with { HandOvers = ["crm"] }, false, Cancel);
        await other.RecordAsync(ADelivery("2", "a") with { HandOvers = ["crm"] }, false, Cancel);
        await other.RecordAsync(ADelivery("3", "b") with { HandOvers = ["crm"] }, false, Cancel);
        await waiting;

        var first = Assert.Single(await LeaseAsync(one, "crm", 1, inOrder: true));
        Assert.Equal("1", first.Record.Delivery.EventId);
        Assert.Equal("3", Assert.Single(await LeaseAsync(other, "crm", inOrder: true)).Record.Delivery.EventId);
        await HandOvers(one).CompleteHandOversAsync([first], AnAttempt(), Cancel);
        Assert.Equal("2", Assert.Single(await LeaseAsync(other, "crm", inOrder: true)).Record.Delivery.EventId);
    }

    [Fact]
    public async Task OrderThatARunBeforePutInForSome_HoldsForAll_HoweverManyWait()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "a"), ("3", "a"));
        await _postgres!.ExecuteAsync("UPDATE journal.destinations SET in_order = true");
        await _postgres.ExecuteAsync("""
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, due)
            SELECT nextval('journal.hand_over_ids'), h.destination, h.delivery, n, n % 7 = 0, h.recorded, h.due + n / 2
            FROM generate_series(1, 12000) AS n, (SELECT * FROM journal.hand_overs LIMIT 1) AS h
            """);
        await World.StopAsync(journal);
        journal = await World.StartAsync();

        Assert.Equal("1", (await LeaseAsync(journal, "crm", 1, inOrder: true))[0].Record.Delivery.EventId);
        Assert.DoesNotContain(
            "2", Ids(await LeaseAsync(journal, "crm", 10, inOrder: true)));
        Assert.Equal(0, await World.CountAsync("hand_overs WHERE NOT in_order"));
    }

    [Fact]
    public async Task TwoReceivers_RecordAndHandOverAtOnce_AndNoConversationGoesBack()
    {
        World.Limits.Set([new DestinationLimit("crm", InOrder: true)]);
        IJournal[] receivers = [await World.StartAsync(), await World.StartAsync()];
        var order = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        var handedOver = 0;
        const int Count = 120;
        await Task.WhenAll(receivers.SelectMany((receiver, index) => new[]
        {
            Task.Run(
                async () =>
                {
                    for (var i = 0; i < Count / 2; i++)
                    {
                        await receiver.RecordAsync(
                            ADelivery($"{index}-{i}", $"c{i % 5}") with { HandOvers = ["crm"] }, false, Cancel);
                    }
                },
                Cancel),
            Task.Run(
                async () =>
                {
                    while (Volatile.Read(ref handedOver) < Count)
                    {
                        foreach (var one in await LeaseAsync(receiver, "crm", 3, inOrder: true))
                        {
                            lock (order)
                            {
                                (order.TryGetValue(one.Record.Delivery.ConversationId!.Value.Value, out var keys)
                                    ? keys
                                    : order[one.Record.Delivery.ConversationId!.Value.Value] = []).Add(one.Key);
                            }

                            await HandOvers(receiver).CompleteHandOversAsync([one], AnAttempt(), Cancel);
                            Interlocked.Increment(ref handedOver);
                        }
                    }
                },
                Cancel),
        }));

        Assert.Equal(Count, order.Values.Sum(keys => keys.Distinct().Count()));
        Assert.All(order.Values, keys => Assert.Equal(keys.Order(), keys));
    }

    [Theory]
    [InlineData("payloads")]
    [InlineData("contents")]
    public async Task OneThatIsDamaged_KeepsNoOtherFromItsDestination_AndBecomesADeadLetterInItsTime(string table)
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "before", "damaged", "after" })
        {
            await journal.RecordAsync(ADelivery(id), false, Cancel);
            await journal.CompleteAsync(
                await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, HandedTo("crm"), Cancel);
        }

        await _postgres!.DamageAsync(table, 2);

        var leased = await LeaseAsync(journal, "crm");
        Assert.Equal(["before", "after"], Ids(leased));
        await HandOvers(journal).CompleteHandOversAsync(leased, AnAttempt(), Cancel);
        World.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(
            (1, 1), await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow(), 10, Cancel));
    }

    [Fact]
    public async Task LastTwoThatEndAtTheSameTime_LeaveNoPayload()
    {
        var (one, other) = (await World.StartAsync(), await World.StartAsync());
        for (var i = 0; i < 20; i++)
        {
            await one.RecordAsync(WithoutConversation($"{i}") with { HandOvers = ["crm", "lake"] }, false, Cancel);
            var (crm, lake) = (await LeaseAsync(one, "crm"), await LeaseAsync(other, "lake"));
            await Task.WhenAll(
                HandOvers(one).CompleteHandOversAsync(crm, AnAttempt(), Cancel).AsTask(),
                HandOvers(other).CompleteHandOversAsync(lake, AnAttempt(), Cancel).AsTask());
        }

        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return await World.CountAsync("payloads") == 0;
            },
            "no payload is kept");
    }

    [Fact]
    public async Task PayloadThatAReceiverLeftWhenItDied_IsRemovedByTheNextThatStarts()
    {
        await World.StopAsync(await World.StartAsync());
        await using (var source = NpgsqlDataSource.Create(_postgres!.ConnectionString + ";Pooling=false"))
        {
            await using var command = source.CreateCommand(
                "INSERT INTO journal.payloads VALUES (5, ''); INSERT INTO journal.contents VALUES (6, '')");
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await World.StartAsync();

        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return await World.CountAsync("payloads") + await World.CountAsync("contents") == 0;
            },
            "both are gone");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PayloadThatIsKeptWhileItsLastHandOverEnds_IsRemoved(bool isDiscarded)
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm"] }, false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        var handOver = Assert.Single(await LeaseAsync(journal, "crm"));
        if (isDiscarded)
        {
            await journal.DeadLetterAsync(leased[0], AnAttempt("gone", 410), AnAnomaly("1"), Cancel);
        }

        await using var row = new RowLock(_postgres!.ConnectionString);
        await row.TakeAsync($"INSERT INTO journal.finished (id, at, record) VALUES ({leased[0].Key}, 0, '')");
        var ending = isDiscarded
            ? JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Discard), [leased[0].Key])
            : journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel).AsTask();
        await Eventually.IsTrue(() => row.SomeoneWaitsAsync(), "the delivery's end waits, and knows a hand-over");
        await IsWaitingAsync(journal, 1);
        await HandOvers(journal).CompleteHandOversAsync([handOver], AnAttempt(), Cancel);
        await IsWaitingAsync(journal, 0);
        await row.ReleaseAsync();
        await ending;

        await IsCountedAsync("payloads", 0);
        Assert.Equal(1, await World.CountAsync("finished"));
    }

    [Fact]
    public async Task PayloadThatNoHandOverNeeds_GoesWithTheErasure()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1"), false, Cancel);
        await _postgres!.ExecuteAsync("INSERT INTO journal.payloads SELECT id, record FROM journal.finished");

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);

        Assert.Equal(0, await World.CountAsync("payloads"));
    }

    // Counted after what nobody needs was removed.
    private Task IsWaitingAsync(IJournal journal, int count) => Eventually.IsTrue(
        () => journal.LastState.WaitingHandOvers == count, $"the journal has kept house: {count} wait",
        () => World.Time.Advance(TimeSpan.FromSeconds(1)));
}
