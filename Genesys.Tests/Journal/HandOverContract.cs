using System.Globalization;
using System.Text;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal keeps of hand-overs, whatever it is kept in.</summary>
public abstract partial class HandOverContract : StoreContract
{
    private static readonly FetchedContent Fetched = new("{\"id\":\"c\"}"u8.ToArray(), "{\"analytics\":1}"u8.ToArray());

    // --- Destinations ---

    [Fact]
    public async Task Counts_AreKept_AlsoForTheNextRun()
    {
        var journal = await World.StartAsync();
        await RecordAsync(journal, "crm", ("1", "a"), ("2", "b"), ("3", "c"));
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(journal, "lake", ("4", "d"));
        await HandOvers(journal)
            .DeadLetterHandOverAsync(
                (await LeaseAsync(journal, "crm", 1))[0], AnAttempt("refused", 400), "refused", Cancel);

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
            .DeadLetterHandOverAsync(
                (await LeaseAsync(journal, "lake"))[0], AnAttempt("refused", 400), "refused", Cancel);
        await CompleteAllAsync(journal, "crm");
        World.Time.Advance(TimeSpan.FromSeconds(61));
        await HandOvers(journal).CompleteHandOversAsync([await LeaseOneAsync(journal, "crm")], AnAttempt(), Cancel);

        await NothingIsKeptAsync();
        Assert.Equal(0, await World.CountAsync("hand_overs WHERE delivery < 0"));
        Assert.All(
            await HandOvers(journal).DestinationStatesAsync(Cancel), state => Assert.Equal((0, 0), Counts(state)));
    }

    [Fact]
    public async Task OperatorEventThatIsTooOld_IsGone_AndNoDeadLetter()
    {
        var journal = await World.StartAsync();
        await HandOvers(journal).RecordOperatorEventAsync(AnOperatorEvent("e1"), ["crm"], Cancel);
        World.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(
            (1, 0),
            await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow().AddHours(-1), 10, Cancel));

        Assert.Equal((0, 0), Counts(await StateAsync(journal, "crm")));
        Assert.Equal(0, await World.CountAsync("hand_overs"));
        var activity = await ((IJournalStore)journal).Search.ActivityAsync(
            World.Time.GetUtcNow().AddHours(-3), World.Time.GetUtcNow().AddHours(1), Cancel);
        Assert.Equal(0, activity.Sum(minute => minute.DeadLettered));
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
                        await HandOvers(journal)
                            .DeadLetterHandOverAsync(one, AnAttempt("refused", 400), "refused", Cancel);
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

    private protected static async Task RecordAsync(
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
    private protected Task IsCountedAsync(string table, int count) => Eventually.IsTrue(
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

    private protected static IEnumerable<string> Ids(IEnumerable<LeasedHandOver> handOvers) =>
        handOvers.Select(one => one.Record.Delivery.EventId);
}
