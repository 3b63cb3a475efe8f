using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal keeps of comparisons with analytics.</summary>
public abstract class ReconciliationContract : StoreContract
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Conversations_are_known_by_the_topics_of_their_events_whatever_their_state()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithTopic("1", "begins", "a"), false, Cancel);
        await journal.RecordAsync(WithTopic("2", "ends", "a") with { NeedsProcessing = false }, false, Cancel);
        await journal.RecordAsync(WithTopic("3", "begins", "b"), false, Cancel);
        await journal.RecordAsync(WithTopic("4", "begins", "b"), false, Cancel);
        await journal.RecordAsync(WithTopic("5", "begins", "c"), false, Cancel);
        await World.CatchUpAsync(journal);

        var known = await Of(journal).FindTopicsAsync(["a", "b", "never"], Cancel);

        Assert.Equal(["a", "b"], known.Keys.Order());
        Assert.Equal(["begins", "ends"], known["a"].Order());
        Assert.Equal(["begins"], known["b"]);
        Assert.Empty(await Of(journal).FindTopicsAsync([], Cancel));
    }

    [Fact]
    public async Task A_window_is_taken_when_it_is_due_and_the_next_follows_it()
    {
        var journal = await World.StartAsync();
        World.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(await TakeAsync(journal));
        World.Time.Advance(TimeSpan.FromMinutes(109));
        Assert.Null(await TakeAsync(journal));
        World.Time.Advance(TimeSpan.FromMinutes(31));
        var first = (await TakeAsync(journal))!;
        await DoneAsync(journal, first);
        Assert.Null(await TakeAsync(journal));
        World.Time.Advance(Hour);
        var second = (await TakeAsync(journal))!;

        Assert.Equal((Start.AddHours(1), Start.AddHours(2), Start.AddHours(2.5)), (first.From, first.To, first.DueAt));
        Assert.Equal((first.To, first.To + Hour, first.Id + 1), (second.From, second.To, second.Id));
    }

    [Fact]
    public async Task Windows_are_without_a_gap_after_a_halt_of_a_day_and_go_no_further_back_than_the_journal_knows()
    {
        var journal = await World.StartAsync();
        await TakeAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(24));
        var after = await TakeAllAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(100));
        var late = (await TakeAllAsync(journal)).First(window => window.From > Start.AddHours(30));

        Assert.Equal(23, after.Count);
        Assert.All(after.Zip(after.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.InRange(late.From, World.Time.GetUtcNow().AddHours(-48), World.Time.GetUtcNow().AddHours(-46));
    }

    [Fact]
    public async Task What_was_found_is_there_after_a_restart_page_by_page_and_by_result()
    {
        var journal = await World.StartAsync();
        var window = await FirstAsync(journal);
        await Of(journal).KeepAsync(
            window with
            {
                DueAt = window.To.AddHours(3),
                CheckedAt = window.To.AddHours(
                1),
                Checks = 1,
                Requests = 2,
                Known = 7,
                Missing = 2,
                Incomplete = 1,
                NotExpected = 4
            },
            [
                Missing("m1"), Missing("m2"),
                Missing("i1") with { Result = ReconciliationResult.Incomplete, EndTopic = "ends", EndedAt = null }],
            [],
            Cancel);
        await World.StopAsync(journal);
        journal = await World.StartAsync();

        var kept = (await Of(journal).FindAsync(window.Id, Cancel))!;
        Assert.Equal(
            (7, 2, 1, 0, 4, 2),
            (kept.Known, kept.Missing, kept.Incomplete, kept.Late, kept.NotExpected, kept.Requests));
        Assert.Equal(kept, (await Of(journal).ListAsync(10, null, Cancel)).Items.Single(one => one.Id == window.Id));
        var page = await Of(journal).ConversationsAsync(window.Id, null, 2, null, Cancel);
        Assert.Equal(["i1", "m2"], page.Items.Select(entry => entry.ConversationId));
        Assert.Equal(("ends", (DateTimeOffset?)null), (page.Items[0].EndTopic, page.Items[0].EndedAt));
        var rest = await Of(journal).ConversationsAsync(window.Id, null, 2, page.Next, Cancel);
        Assert.Equal(["m1"], rest.Items.Select(entry => entry.ConversationId));
        Assert.Null(rest.Next);

        World.Time.Advance(TimeSpan.FromHours(4));
        var again = (await Of(journal).TakeAsync(Start, Hour, Hour, Cancel))!;
        while (again.Id != window.Id)
        {
            await DoneAsync(journal, again);
            again = (await Of(journal).TakeAsync(Start, Hour, Hour, Cancel))!;
        }

        await Of(journal)
            .KeepAsync(again with { DueAt = null, Missing = 1, Late = 1 }, [], [page.Items[1].Key], Cancel);
        Assert.Equal(
            ["m2"],
            (await Of(journal).ConversationsAsync(window.Id, ReconciliationResult.Late, 10, null, Cancel)).Items.Select(
                entry => entry.ConversationId));
        Assert.Equal(
            ["m1"],
            (await Of(journal)
                .ConversationsAsync(window.Id, ReconciliationResult.Missing, 10, null, Cancel)).Items.Select(
                    entry => entry.ConversationId));
    }

    [Fact]
    public async Task A_job_asks_for_each_conversation_once_and_not_for_one_that_came_late()
    {
        var journal = await World.StartAsync();
        var window = await FirstAsync(journal);
        await Of(journal)
            .KeepAsync(
                window with { DueAt = window.To.AddHours(1), Missing = 2, Late = 1 },
                [Missing("a"), Missing("b"), Missing("late")], [], Cancel);
        var entries = (await Of(journal).ConversationsAsync(window.Id, null, 10, null, Cancel)).Items;
        World.Time.Advance(Hour);
        var again = (await Of(journal).TakeAsync(Start, Hour, Hour, Cancel))!;
        await Of(journal)
            .KeepAsync(
                again with { DueAt = null }, [], [entries.Single(entry => entry.ConversationId == "late").Key], Cancel);

        var job = await FetchAsync(journal, [.. entries.Select(entry => entry.Key)]);
        var asked = await Of(journal).AskedAsync(10, Cancel);
        await Of(journal).RecordedAsync([asked[0].Key], Cancel);
        var left = await Of(journal).AskedAsync(10, Cancel);
        var second = await FetchAsync(journal, [.. entries.Select(entry => entry.Key)]);

        Assert.Equal((JobState.Completed, 2L, 1L), (job.State, job.Done, job.Failed));
        Assert.Equal(["a", "b"], asked.Select(entry => entry.ConversationId));
        Assert.Equal(["b"], left.Select(entry => entry.ConversationId));
        Assert.Equal((0L, 3L), (second.Done, second.Failed));
        Assert.NotNull((await Of(journal).ConversationsAsync(window.Id, null, 10, null, Cancel)).Items[^1].RecordedAt);
    }

    [Fact]
    public async Task Windows_and_their_conversations_go_with_the_retention()
    {
        var journal = await World.StartAsync();
        var window = await FirstAsync(journal);
        await Of(journal).KeepAsync(window with { DueAt = null, Missing = 1 }, [Missing("a")], [], Cancel);
        World.Time.Advance(TimeSpan.FromHours(50));

        await Eventually.IsTrue(
            async () =>
            {
                await World.CatchUpAsync(journal);
                return await World.CountAsync("reconciliation_conversations") == 0;
            },
            "the conversations are gone",
            () => World.Time.Advance(TimeSpan.FromMinutes(1)));

        Assert.Null(await Of(journal).FindAsync(window.Id, Cancel));
        Assert.Empty((await Of(journal).ConversationsAsync(window.Id, null, 10, null, Cancel)).Items);
    }

    private protected static IJournalReconciliation Of(IJournal journal) => ((IJournalStore)journal).Reconciliation;

    private protected ValueTask<ReconciliationWindow?> TakeAsync(IJournal journal) =>
        Of(journal).TakeAsync(World.Time.GetUtcNow(), Hour, TimeSpan.FromMinutes(30), Cancel);

    private protected async Task<List<ReconciliationWindow>> TakeAllAsync(IJournal journal)
    {
        var taken = new List<ReconciliationWindow>();
        while (await TakeAsync(journal) is { } window)
        {
            taken.Add(window);
            await DoneAsync(journal, window);
        }

        return taken;
    }

    private ValueTask<bool> DoneAsync(IJournal journal, ReconciliationWindow window) =>
        Of(journal).KeepAsync(
            window with { DueAt = null, CheckedAt = World.Time.GetUtcNow(), Checks = 1 }, [], [], Cancel);

    private protected async Task<ReconciliationWindow> FirstAsync(IJournal journal)
    {
        await TakeAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(1.5));
        return (await TakeAsync(journal))!;
    }

    private static async Task<Job> FetchAsync(IJournal journal, IReadOnlyList<long> keys)
    {
        var jobs = ((IJournalStore)journal).Jobs;
        var job = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Fetch, asOf: Start));
        await jobs.LeaseAsync(4, Cancel);
        await jobs.FreezeAsync(job.Id, keys, null, last: true, Cancel);
        return (await jobs.ActAsync(job.Id, 100, Cancel))!;
    }

    private protected static ReconciliationEntry Missing(string id) => new()
    {
        ConversationId = id,
        Result = ReconciliationResult.Missing,
        StartedAt = Start.AddMinutes(1),
        EndedAt = Start.AddMinutes(2),
    };
}
