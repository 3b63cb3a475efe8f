using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>Events that Genesys publishes again, under a new envelope id.</content>
public abstract partial class AskingContract
{
    private static readonly BusinessKey AKey = new(Start.ToUnixTimeMilliseconds(), 42);

    [Fact]
    public async Task An_event_that_is_published_again_is_shown_with_its_first_delivery()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(Published("first"), false, Cancel);
        await journal.RecordAsync(Published("another", AKey with { Hash = 43 }), false, Cancel);
        await journal.RecordAsync(
            Published("at-another-time", AKey with { EventTime = AKey.EventTime + 1 }), false, Cancel);
        await journal.RecordAsync(ADelivery("without-key"), false, Cancel);
        World.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(Published("again"), false, Cancel)).Status);
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(Published("and-again"), false, Cancel)).Status);
        await journal.RecordAsync(ADelivery("without-key-either"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(["and-again", "again"], await IdsAsync(journal, new DeliveryFilter { Republished = true }));
        Assert.Equal(["again"], await IdsAsync(journal, new DeliveryFilter { Republished = true, EventId = "again" }));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { Republished = true, EventId = "first" }));
        Assert.Equal(["again"],
            await IdsAsync(journal,
            new DeliveryFilter
            {
                Republished = true,
                ConversationId = "conversation-again",
                State = DeliveryState.Open
            }));
        Assert.Empty(await IdsAsync(
            journal, new DeliveryFilter { Republished = true, State = DeliveryState.DeadLetter }));
        Assert.Equal(2, await Search(journal)
            .CountAsync(new DeliveryFilter { Republished = true }, World.Time.GetUtcNow(), Cancel));
        Assert.Equal(7, (await IdsAsync(journal, new DeliveryFilter())).Count);
        var first = await OneAsync(journal, "first");
        foreach (var id in new[] { "again", "and-again" })
        {
            var entry = await OneAsync(journal, id);
            Assert.Equal(new FirstDelivery(first.Key, Start), entry.Republished);
            Assert.Equal(entry.Republished, (await Search(journal).FindDeliveryAsync(entry.Key, Cancel))!.Republished);
        }

        Assert.Null(first.Republished);
        Assert.Null((await OneAsync(journal, "another")).Republished);

        // Counts that are being written are seen a moment later.
        await Eventually.IsTrue(
            async () => (await Search(journal).ActivityAsync(Start, Start.AddDays(1), Cancel))
                .Sum(minute => minute.Republished) == 2, "both are counted");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_envelope_id_is_never_republished(bool answersDuplicates)
    {
        var journal = await World.StartAsync(options => Answer(options, answersDuplicates));
        await journal.RecordAsync(Published("first"), false, Cancel);
        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(Published("first"), false, Cancel)).Status);
        await DeadLetterAsync(journal, "gone");

        // Sent again, replayed by an operator, replayed from an archive, and sent again after its key was forgotten.
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(Published("first"), false, Cancel)).Status);
        await World.CatchUpAsync(journal);
        await ActAsync(journal, JobAction.Replay, Dead);
        Assert.Equal(RecordStatus.Recorded,
            (await journal.RecordAsync(Published("first", replay: "archive"), false, Cancel)).Status);
        await World.CatchUpAsync(journal);

        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { Republished = true }));
        Assert.Equal(3, (await IdsAsync(journal, new DeliveryFilter { EventId = "first" })).Count);
        Assert.Equal(0, (await Search(journal).ActivityAsync(Start, Start.AddDays(1), Cancel))
            .Sum(minute => minute.Republished));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_is_known_for_five_days_however_long_its_delivery_is_kept(bool answersDuplicates)
    {
        var journal = await World.StartAsync(options => Answer(options, answersDuplicates));
        await journal.RecordAsync(Published("first"), false, Cancel);
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.RecordAsync(Published("kept-as-long", AKey with { Hash = 43 }), false, Cancel);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(117));
        journal = await World.StartAsync(options => Answer(options, answersDuplicates));
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return (await IdsAsync(journal, new DeliveryFilter { EventId = "first" })).Count == 0;
            },
            "the first delivery is gone");

        var expected = answersDuplicates ? RecordStatus.Duplicate : RecordStatus.Recorded;
        Assert.Equal(expected, (await journal.RecordAsync(Published("again"), false, Cancel)).Status);
        await World.CatchUpAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(4));
        Assert.Equal(RecordStatus.Recorded,
            (await journal.RecordAsync(Published("too-late", AKey with { Hash = 43 }), false, Cancel)).Status);
        await World.CatchUpAsync(journal);

        Assert.Equal(["again"], await IdsAsync(journal, new DeliveryFilter { Republished = true }));
        Assert.Equal(Start, (await OneAsync(journal, "again")).Republished!.ReceivedAt);
    }

    [Fact]
    public async Task What_is_no_longer_known_is_removed()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(Published("first"), false, Cancel);
        await journal.RecordAsync(Published("again"), false, Cancel);
        await journal.RecordAsync(Published("of-long-ago", AKey with { EventTime = 1 }), false, Cancel);
        await World.CatchUpAsync(journal);
        Assert.Equal((2, 1), (await World.CountAsync("published"), await World.CountAsync("republished")));
        World.Time.Advance(TimeSpan.FromHours(119));
        await journal.RecordAsync(Published("late", new BusinessKey(2, 1)), false, Cancel);
        await World.CatchUpAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(2));

        // What came later stays, however long ago it happened.
        await Eventually.IsTrue(
            async () =>
            {
                World.Time.Advance(TimeSpan.FromSeconds(1));
                return await World.CountAsync("published") == 1;
            },
            "what was received five days ago is gone");
        await journal.RecordAsync(Published("late-again", new BusinessKey(2, 1)), false, Cancel);
        await World.CatchUpAsync(journal);
        Assert.NotNull((await OneAsync(journal, "late-again")).Republished);
    }

    [Fact]
    public async Task An_event_that_is_yet_to_happen_is_not_kept()
    {
        var journal = await World.StartAsync(options => Answer(options, true));
        var future = AKey with { EventTime = Start.AddDays(2).ToUnixTimeMilliseconds() };
        Assert.Equal(RecordStatus.Recorded,
            (await journal.RecordAsync(Published("first", future), false, Cancel)).Status);
        Assert.Equal(RecordStatus.Recorded,
            (await journal.RecordAsync(Published("again", future), false, Cancel)).Status);
        await World.CatchUpAsync(journal);

        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { Republished = true }));
    }

    [Fact]
    public async Task By_setting_an_event_that_is_published_again_is_a_duplicate_that_nothing_is_done_for()
    {
        var journal = await World.StartAsync(options => Answer(options, true));
        Assert.Equal(RecordStatus.Recorded,
            (await journal.RecordAsync(Published("first") with { HandOvers = ["crm"] }, false, Cancel)).Status);
        Assert.Equal(RecordStatus.Duplicate,
            (await journal.RecordAsync(Published("again") with { HandOvers = ["crm"] }, false, Cancel)).Status);

        // An order of its own: a restart, before and after which the index may not have what was recorded.
        await World.StopAsync(journal);
        journal = await World.StartAsync(options => Answer(options, true));
        var again = await journal.RecordAsync(Published("and-again"), true, Cancel);
        Assert.Equal((RecordStatus.Duplicate, null), (again.Status, again.Lease));
        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(Published("again"), false, Cancel)).Status);
        await World.CatchUpAsync(journal);
        Assert.Equal(RecordStatus.Duplicate,
            (await journal.RecordAsync(WithoutFetch("at-once"), false, Cancel)).Status);
        await World.CatchUpAsync(journal);

        Assert.Equal("first", Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Record.Delivery.EventId);
        Assert.Equal(
            "first",
            Assert.Single(await HandOvers(journal).LeaseHandOversAsync("crm", 10, false, Cancel))
                .Record.Delivery.EventId);
        Assert.Equal(["at-once", "and-again", "again"],
            await IdsAsync(journal, new DeliveryFilter { Republished = true, State = DeliveryState.Finished }));
        Assert.Equal(0, (await OneAsync(journal, "again")).Record.Delivery.Payload.Length);
        Assert.Equal((1, null),
            ((await journal.GetStateAsync(Cancel)).OpenDeliveries, (await journal.GetStateAsync(Cancel)).Problem));

        // Counts that are being written are seen a moment later.
        await Eventually.IsTrue(
            async () =>
            {
                var minutes = await Search(journal).ActivityAsync(Start, Start.AddDays(1), Cancel);

                // The run that was stopped may have had no index yet: what a new one finds of before isn't counted.
                return (1, 4) == (minutes.Sum(minute => minute.Accepted), minutes.Sum(minute => minute.Duplicates))
                    && minutes.Sum(minute => minute.Republished) is (2 or 3);
            },
            "all are counted");

        DeliveryRecord WithoutFetch(string id) => Published(id) with { NeedsProcessing = false };
    }

    [Fact]
    public async Task Of_many_publications_at_once_one_is_processed()
    {
        var journal = await World.StartAsync(options => Answer(options, true));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => journal.RecordAsync(Published($"{i}"), false, Cancel).AsTask()));

        Assert.Single(results, result => result.Status == RecordStatus.Recorded);
        Assert.Equal(49, results.Count(result => result.Status == RecordStatus.Duplicate));
        Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
        await World.CatchUpAsync(journal);
        Assert.Equal(49, (await IdsAsync(journal, new DeliveryFilter { Republished = true })).Count);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("discarded")]
    [InlineData("forgotten")]
    [InlineData("being processed by its request")]
    public async Task A_publication_whose_first_one_came_to_nothing_is_processed(string first)
    {
        var journal = await World.StartAsync(options => Answer(options, true));
        var lease = (await journal.RecordAsync(
            Published("first"), first is "forgotten" or "being processed by its request", Cancel)).Lease;
        await World.CatchUpAsync(journal);
        switch (first)
        {
            case "forgotten":
                await journal.ForgetAsync(lease!, Cancel);
                break;
            case "failed":
                await DeadLetterAsync(journal, "gone");
                break;
            case "discarded":
                await DeadLetterAsync(journal, "gone");
                await World.CatchUpAsync(journal);
                await ActAsync(journal, JobAction.Discard, Dead);
                break;
        }

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(Published("again"), false, Cancel)).Status);

        Assert.Equal("again", Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Record.Delivery.EventId);
    }

    private protected static DeliveryRecord Published(
        string id, BusinessKey? key, DateTimeOffset receivedAt, string? replay = null)
    {
        var record = ADelivery(id, receivedAt: receivedAt, replay: replay);
        return record with { Delivery = record.Delivery with { BusinessKey = key ?? AKey } };
    }

    private protected static void Answer(JournalOptions options, bool duplicates) =>
        options.Republished = duplicates ? RepublishedEvents.Duplicate : RepublishedEvents.Show;

    private protected static async Task<DeliveryEntry> OneAsync(IJournal journal, string id) =>
        Assert.Single(await FindAsync(journal, new DeliveryFilter { EventId = id }));

    private protected DeliveryRecord Published(string id, BusinessKey? key = null, string? replay = null) =>
        Published(id, key, World.Time.GetUtcNow(), replay);
}
