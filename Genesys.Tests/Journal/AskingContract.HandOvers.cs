using System.Text;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>Dead letters of hand-overs are failures like those of fetches.</content>
public abstract partial class AskingContract
{
    private static readonly DeliveryFilter Dead = new() { State = DeliveryState.DeadLetter };

    [Fact]
    public async Task A_delivery_whose_hand_over_failed_for_good_is_among_the_dead_letters()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await HandOverAsync(journal, "taken", "crm");
        await HandOverAsync(journal, "refused", "crm", AnAttempt("refused", 400));
        await HandOverAsync(journal, "large", "lake", AnAttempt("too_large", 413));
        await World.CatchUpAsync(journal);

        Assert.Equal(["large", "refused", "dead"], await IdsAsync(journal, Dead));
        Assert.Equal(["refused"], await IdsAsync(journal, Dead with { Destination = "crm" }));
        Assert.Equal(["large"], await IdsAsync(journal, Dead with { Reason = "too_large" }));
        Assert.Equal(["large"], await IdsAsync(journal, new DeliveryFilter { Reason = "too_large" }));
        Assert.Equal(["dead"], await IdsAsync(journal, Dead with { Reason = "not_found" }));
        Assert.Empty(await IdsAsync(journal, Dead with { Reason = "not_found", Destination = "crm" }));
        Assert.Empty(await IdsAsync(journal, Dead with { Reason = "too_large", Destination = "crm" }));
        Assert.Equal(
            ["large", "refused"],
            await IdsAsync(
                journal, Dead with { MinAttempts = 1, From = Start, Topic = "genesys.cloud.conversation.analyzed" },
                "dead"));
        Assert.Equal(["refused", "taken"], await IdsAsync(journal, new DeliveryFilter { Destination = "crm" }));
        Assert.Equal(["refused"], await IdsAsync(journal, Dead with { EventId = "refused", Reason = "refused" }));
        Assert.Equal(
            ["large", "refused", "taken", "done", "at-once"],
            await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Finished }));

        var first = await Search(journal).FindDeliveriesAsync(Dead, 1, null, Cancel);
        var second = await Search(journal).FindDeliveriesAsync(Dead, 2, first.Next, Cancel);
        Assert.Equal(
            ["large", "refused", "dead"],
            first.Items.Concat(second.Items).Select(entry => entry.Record.Delivery.EventId));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Hand_overs_that_failed_alike_are_a_group_of_their_destination()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 1);
        await HandOverAsync(journal, "1", "crm", AnAttempt("refused", 400));
        World.Time.Advance(TimeSpan.FromMinutes(10));
        await HandOverAsync(journal, "2", "crm", AnAttempt("refused", 400));
        await HandOverAsync(journal, "3", "crm", AnAttempt("refused", 422));
        await HandOverAsync(journal, "4", "lake", AnAttempt("refused", 400));
        await World.CatchUpAsync(journal);

        var groups = await Search(journal).FailureGroupsAsync(Cancel);
        Assert.Equal(
            [
                ("crm", "refused", 400, 2L), (null, "gone", 404, 1L), ("crm", "refused", 422, 1L),
                ("lake", "refused", 400, 1L)],
            groups.OrderByDescending(group => group.Count).ThenBy(group => group.Destination)
                .Select(group => (group.Destination, group.Reason, group.Status, group.Count)));
        var crm = groups[0];
        Assert.Equal(
            (Start, World.Time.GetUtcNow(), "genesys.cloud.conversation.analyzed"), (crm.First, crm.Last, crm.Topic));
        Assert.Equal((12, 1, 0, 1), (crm.Trend.Count, crm.Trend[^1], crm.Trend[^2], crm.Trend[^3]));
        Assert.Equal(["2", "1"], await IdsAsync(journal, new DeliveryFilter { Group = crm.Id }));
        var sample = (await Search(journal).FindDeliveryAsync(crm.Sample, Cancel))!;
        Assert.Equal("2", sample.Record.Delivery.EventId);
        Assert.Equal("crm", DeliveryMatch.DestinationOf(crm.Id, sample));

        await ActAsync(journal, JobAction.Discard, Dead with { Group = crm.Id }, destination: "crm");
        Assert.Equal(3, (await Search(journal).FailureGroupsAsync(Cancel)).Count);
    }

    [Fact]
    public async Task A_job_of_a_destination_deals_with_its_dead_letters_alone_and_with_each_once()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await journal.RecordAsync(WithoutConversation($"{i}") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        }

        foreach (var destination in new[] { "crm", "lake" })
        {
            foreach (var leased in await HandOvers(journal).LeaseHandOversAsync(destination, 10, false, Cancel))
            {
                await HandOvers(journal).DeadLetterHandOverAsync(leased, AnAttempt("refused", 400), "refused", Cancel);
            }
        }

        var crm = Dead with { Destination = "crm" };
        var replayed = await ActAsync(journal, JobAction.Replay, crm, max: 2, destination: "crm");
        Assert.Equal(
            (JobState.Completed, 5L, 5L, 0L, "crm"),
            (replayed.State, replayed.Total, replayed.Done, replayed.Failed, replayed.Destination));
        Assert.Equal(
            [(5L, 0L), (0L, 5L)],
            (await HandOvers(journal).DestinationStatesAsync(Cancel)).Select(
                state => (state.Waiting, state.DeadLetters)));
        Assert.Empty(await IdsAsync(journal, crm));
        Assert.Equal(5, (await IdsAsync(journal, Dead)).Count);

        var again = await HandOvers(journal).LeaseHandOversAsync("crm", 10, false, Cancel);
        Assert.Equal(5, again.Count);
        await HandOvers(journal).CompleteHandOversAsync([.. again.Skip(1)], AnAttempt(), Cancel);
        var history = (await Search(journal)
            .FindDeliveriesAsync(new DeliveryFilter { EventId = "4" }, 1, null, Cancel)).Items[0].HandOvers;
        Assert.Equal(
            ["refused", "completed"],
            history.Single(one => one.Destination == "crm").Attempts.Select(attempt => attempt.Reason));

        var discarded = await ActAsync(
            journal, JobAction.Discard, Dead with { Destination = "lake" }, destination: "lake");
        Assert.Equal((5L, 0L), (discarded.Done, discarded.Failed));
        Assert.Empty(await IdsAsync(journal, Dead));
        Assert.Equal(
            [(1L, 0L), (0L, 0L)],
            (await HandOvers(journal).DestinationStatesAsync(Cancel)).Select(
                state => (state.Waiting, state.DeadLetters)));

        // The payload goes with the last that needs it.
        await HandOvers(journal).CompleteHandOversAsync([again[0]], AnAttempt(), Cancel);
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task A_job_without_a_destination_deals_with_the_fetch_and_the_hand_overs()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["alone"] }, false, Cancel);
        var fetch = (await LeaseOneAsync(journal))[0];
        await journal.DeadLetterAsync(
            fetch, AnAttempt("not_found", 404), AnAnomaly("r", AnomalyKind.DownstreamFailure),
            new NewHandOvers { DestinationsOf = _ => ["both"], ConversationError = "not_found" }, Cancel);
        foreach (var destination in new[] { "alone", "both" })
        {
            await HandOvers(journal).DeadLetterHandOverAsync(
                Assert.Single(await HandOvers(journal).LeaseHandOversAsync(destination, 10, false, Cancel)),
                AnAttempt("refused", 400), "refused", Cancel);
        }

        Assert.Equal(["1"], await IdsAsync(journal, Dead, null, catchUp: true));
        Assert.Equal(1, await Search(journal).CountAsync(Dead, World.Time.GetUtcNow(), Cancel));
        var job = await ActAsync(journal, JobAction.Replay, Dead);

        Assert.Equal((1L, 1L, 0L), (job.Total, job.Done, job.Failed));
        Assert.Equal(fetch.Key, (await LeaseOneAsync(journal))[0].Key);
        Assert.Single(await HandOvers(journal).LeaseHandOversAsync("alone", 10, false, Cancel));

        // What lacks the conversation is handed over when the fetch ends.
        var history = (await Search(journal).FindDeliveryAsync(fetch.Key, Cancel))!.HandOvers.Single(
            one => one.Destination == "both");
        Assert.Equal((HandOverState.Discarded, "superseded"), (history.State, history.Reason));
    }

    [Fact]
    public async Task A_job_takes_only_hand_overs_that_had_failed_at_its_moment()
    {
        var journal = await World.StartAsync();
        await HandOverAsync(journal, "1", "crm", AnAttempt("refused", 400));
        var asOf = World.Time.GetUtcNow();
        World.Time.Advance(TimeSpan.FromSeconds(10));
        await HandOverAsync(journal, "2", "crm", AnAttempt("refused", 400));
        await World.CatchUpAsync(journal);

        Assert.Equal(1, await Search(journal).CountAsync(Dead with { Destination = "crm" }, asOf, Cancel));
        Assert.Equal(1, await Search(journal).CountAsync(Dead, asOf, Cancel));
        Assert.Equal(0, await Search(journal).CountAsync(Dead with { EventId = "2" }, asOf, Cancel));
        Assert.Equal(2, await Search(journal).CountAsync(Dead, World.Time.GetUtcNow(), Cancel));
    }

    [Fact]
    public async Task An_erasure_ends_hand_overs_that_wait_are_leased_or_failed()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(
            ADelivery("1", "secret") with { HandOvers = ["waiting", "leased", "failed"] }, false, Cancel);
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.Zero, Cancel);
        var leased = Assert.Single(await HandOvers(journal).LeaseHandOversAsync("leased", 10, false, Cancel));
        await HandOvers(journal).DeadLetterHandOverAsync(
            Assert.Single(await HandOvers(journal).LeaseHandOversAsync("failed", 10, false, Cancel)),
            AnAttempt("refused", 400), "refused", Cancel);
        await World.CatchUpAsync(journal);

        var job = await ActAsync(journal, JobAction.Erase, new DeliveryFilter { ConversationId = "secret" });

        Assert.Equal((1L, 0L), (job.Done, job.Failed));
        await HandOvers(journal).CompleteHandOversAsync([leased], AnAttempt(), Cancel);
        var entry = Assert.Single(
            (await Search(journal).FindDeliveriesAsync(new DeliveryFilter { EventId = "1" }, 10, null, Cancel)).Items);
        Assert.All(entry.HandOvers, one => Assert.Equal((HandOverState.Discarded, "erased"), (one.State, one.Reason)));
        Assert.Empty(await HandOvers(journal).LeaseHandOversAsync("waiting", 10, false, Cancel));
        Assert.Empty(await IdsAsync(journal, Dead));
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task A_hand_over_that_expired_or_found_no_room_has_its_topic_and_is_found()
    {
        var journal = await World.StartAsync();
        World.Limits.Set([new DestinationLimit("crm", MaxWaiting: 1)]);
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);
        World.Time.Advance(TimeSpan.FromHours(1));
        await HandOvers(journal).ExpireHandOversAsync("crm", World.Time.GetUtcNow(), 10, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(
            [
                ("destination_full", 0, "genesys.cloud.conversation.analyzed", "crm"),
                ("expired", 0, "genesys.cloud.conversation.analyzed", "crm")],
            (await Search(journal).FailureGroupsAsync(Cancel)).OrderBy(group => group.Reason)
                .Select(group => (group.Reason, group.Status, group.Topic, group.Destination)));
        Assert.Equal(["1"], await IdsAsync(journal, Dead with { Reason = "expired" }));
    }

    [Fact]
    public async Task A_dead_letter_outlives_the_history_and_is_told_of_before_it_is_discarded()
    {
        var journal = await World.StartAsync(options => options.DeadLetterRetention = TimeSpan.FromDays(5));
        await HandOverAsync(journal, "failed", "crm", AnAttempt("refused", 400));
        await FillDeadAsync(journal, 2);
        await HandOverAsync(journal, "taken", "crm");
        Assert.Empty(await TellExpiringAsync(journal, Start));
        World.Time.Advance(TimeSpan.FromDays(3));
        await World.CatchUpAsync(journal);
        while ((await IdsAsync(journal, new DeliveryFilter { State = DeliveryState.Finished })).Count > 1)
        {
            World.Time.Advance(TimeSpan.FromSeconds(5));
            await World.CatchUpAsync(journal);
        }

        Assert.Equal(["failed"], await IdsAsync(journal, Dead with { Destination = "crm" }));
        Assert.Equal(
            [new ExpiringDeadLetters(null, 2), new ExpiringDeadLetters("crm", 1)],
            (await TellExpiringAsync(journal, World.Time.GetUtcNow().AddDays(-1))).OrderBy(one => one.Destination));
        Assert.Empty(await TellExpiringAsync(journal, World.Time.GetUtcNow()));

        World.Time.Advance(TimeSpan.FromDays(3));
        while ((await IdsAsync(journal, Dead)).Count > 0)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
            await World.CatchUpAsync(journal);
        }

        Assert.Equal(
            3,
            (await Audit(journal).FindAsync(new AuditFilter { By = "receiver" }, 10, null, Cancel)).Items.Sum(
                entry => entry.Count));
        Assert.Equal(0, (await HandOvers(journal).DestinationStatesAsync(Cancel))[0].DeadLetters);
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task What_is_told_of_dead_letters_that_expire_outlives_a_crash_and_is_told_once()
    {
        var journal = await World.StartAsync();
        await HandOverAsync(journal, "failed", "crm", AnAttempt("refused", 400));
        await FillDeadAsync(journal, 2);
        var later = Start.AddDays(1);

        // No pump takes what is recorded: a receiver that dies now leaves this much.
        Assert.Equal(2, (await TellExpiringAsync(journal, later, "oncall")).Count);
        await World.StopAsync(journal);
        journal = await World.StartAsync();

        Assert.Empty(await TellExpiringAsync(journal, later, "oncall"));
        IReadOnlyList<LeasedHandOver> told = [];
        await Eventually.IsTrue(
            async () => (told = await HandOvers(journal).LeaseHandOversAsync("oncall", 10, false, Cancel)).Count == 2,
            "both wait");
        Assert.Equal(
            ["crm 1", "fetches 2"],
            told.Select(one => Encoding.UTF8.GetString(one.Record.Delivery.Payload.Span))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_there_is_no_room_to_tell_of_is_told_later()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 2);
        var many = Enumerable.Range(0, 1_001).Select(i => $"oncall-{i}").ToArray();
        var admin = ((IJournalStore)journal).Administration;

        Assert.False(await admin.TellExpiringAsync(Start.AddDays(1), EventOf, many, Cancel));
        Assert.Single(await TellExpiringAsync(journal, Start.AddDays(1), "oncall"));
    }

    [Fact]
    public async Task A_delivery_that_its_sender_keeps_leaves_no_hand_over()
    {
        var journal = await World.StartAsync();
        var result = await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm"] }, lease: true, Cancel);
        await journal.ForgetAsync(result.Lease!, Cancel);

        Assert.Empty(await HandOvers(journal).LeaseHandOversAsync("crm", 10, false, Cancel));
        Assert.Equal(
            (0L, 0L),
            (await HandOvers(journal).DestinationStatesAsync(Cancel)).Select(
                state => (state.Waiting, state.DeadLetters)).Single());
    }

    private async Task<List<string>> IdsAsync(
        IJournal journal, DeliveryFilter filter, string? without, bool catchUp = false)
    {
        if (catchUp)
        {
            await World.CatchUpAsync(journal);
        }

        return [
            .. (await FindAsync(journal, filter)).Select(entry => entry.Record.Delivery.EventId)
            .Where(id => id != without)];
    }

    // PostgreSQL's journal removes what nobody needs within a second.
    private static async Task<List<ExpiringDeadLetters>> TellExpiringAsync(
        IJournal journal, DateTimeOffset failedBefore, params string[] destinations)
    {
        var told = new List<ExpiringDeadLetters>();
        Assert.True(await ((IJournalStore)journal).Administration.TellExpiringAsync(
            failedBefore,
            expiring =>
            {
                told.Add(expiring);
                return EventOf(expiring);
            },
            destinations,
            Cancel));
        return told;
    }

    private static OperatorEvent EventOf(ExpiringDeadLetters expiring) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Type = OperatorEvents.DeadLetterExpiring,
        At = Start,
        Data = Encoding.UTF8.GetBytes($"{expiring.Destination ?? "fetches"} {expiring.Count}"),
    };

    private Task NothingIsKeptAsync() => Eventually.IsTrue(
        async () =>
        {
            World.Time.Advance(TimeSpan.FromSeconds(1));
            return await World.CountAsync("payloads") + await World.CountAsync("contents") == 0;
        },
        "nothing is kept");
}
