using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal can be asked, and what operators do to it.</summary>
public abstract partial class AskingContract : StoreContract
{
    /// <summary>The table of the groups of anomalies.</summary>
    protected abstract string GroupsTable { get; }

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
    public async Task The_audit_cuts_a_long_text_between_its_characters()
    {
        var journal = await World.StartAsync();

        await Audit(journal).WriteAsync(
            new AuditEntry { At = Start, By = new string('x', 499) + "😀", Action = "replay" }, Cancel);

        Assert.Equal(
            new string('x', 499),
            Assert.Single((await Audit(journal).FindAsync(new AuditFilter(), 1, null, Cancel)).Items).By);
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
    public async Task All_that_is_over_goes_in_one_pass_however_much_it_is()
    {
        const int events = 2_100;
        var journal = await World.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, events).Select(
            i => journal.RecordAsync(WithoutConversation($"{i}"), false, Cancel).AsTask()));
        World.Time.Advance(TimeSpan.FromHours(48));

        // The next pass is a minute later: from when it has begun on, time stands still.
        await Eventually.IsTrue(
            async () => await World.CountAsync("known_events") < events, "it has begun",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        await Eventually.IsTrue(
            async () => await World.CountAsync("known_events") == 0 && await World.CountAsync("finished") == 0,
            "nothing is left", limitSeconds: 30);
    }

    [Fact]
    public async Task All_dead_letters_that_waited_too_long_go_in_one_pass_however_many_they_are()
    {
        const int events = 450;
        var journal = await World.StartAsync(options => options.DeadLetterRetention = TimeSpan.FromHours(2));
        await Admin.DeadLetters.AddAsync(journal, Enumerable.Range(0, events).Select(i => $"{i}"));
        World.Time.Advance(TimeSpan.FromHours(2));

        await Eventually.IsTrue(
            async () => await World.CountAsync("dead_letters") < events, "it has begun",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        await Eventually.IsTrue(
            async () => await World.CountAsync("dead_letters") == 0, "nothing is left", limitSeconds: 30);
    }

    [Fact]
    public async Task Activity_goes_after_a_week_jobs_after_a_month_and_the_audit_after_a_year()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 1);
        var job = await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Replay), [1]);
        await UntilAsync(async () => await World.CountAsync("activity") > 0);
        await Audit(journal).WriteAsync(
            new AuditEntry { At = Start.AddDays(20), Action = "replay", Subject = "later" }, Cancel);

        World.Time.Advance(TimeSpan.FromDays(7));
        await UntilAsync(async () => await World.CountAsync("activity") == 0);
        Assert.Equal((1, 0), (await World.CountAsync("jobs"), await World.CountAsync("job_keys")));

        World.Time.Advance(TimeSpan.FromDays(23));
        await UntilAsync(async () => await World.CountAsync("jobs") == 0);
        Assert.Null(await ((IJournalStore)journal).Jobs.FindAsync(job.Id, Cancel));
        Assert.Equal(2, await World.CountAsync("audit"));

        World.Time.Advance(TimeSpan.FromDays(335));
        await UntilAsync(async () => await World.CountAsync("audit") == 1);
        var left = Assert.Single((await Audit(journal).FindAsync(new AuditFilter(), 10, null, Cancel)).Items);
        Assert.Equal("later", left.Subject);

        Task UntilAsync(Func<Task<bool>> condition) => Eventually.IsTrue(
            condition, "its time is over", () => World.Time.Advance(TimeSpan.FromSeconds(10)), limitSeconds: 30);
    }

    [Fact]
    public async Task Keys_of_a_job_that_was_stopped_go()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 2);
        var jobs = ((IJournalStore)journal).Jobs;
        var job = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Replay));
        await jobs.LeaseAsync(10, Cancel);
        await jobs.FreezeAsync(job.Id, [1, 2], null, true, Cancel);
        Assert.Equal(2, await World.CountAsync("job_keys"));

        await jobs.StopAsync(job.Id, Cancel);

        await Eventually.IsTrue(
            async () => await World.CountAsync("job_keys") == 0, "they go",
            () => World.Time.Advance(TimeSpan.FromSeconds(10)), limitSeconds: 30);
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
            World.Time.Advance(TimeSpan.FromSeconds(5));
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
            await HandOvers(journal).DeadLetterHandOverAsync(leased, deadLetter, deadLetter.Reason, Cancel);
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
        // A job waits 2 s for the index, and then takes what is known.
        await World.CatchUpAsync(journal);
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

    private protected static async Task<IReadOnlyList<DeliveryEntry>> FindAsync(
        IJournal journal, DeliveryFilter filter) =>
        (await Search(journal).FindDeliveriesAsync(filter, 500, null, Cancel)).Items;

    private protected static async Task<List<string>> AnomaliesAsync(IJournal journal, AnomalyFilter filter) =>
        [
            .. (await Search(journal).FindAnomaliesAsync(filter, 500, null, Cancel)).Items.Select(
                entry => entry.Record.RequestId)];

    private async Task<Job> CreateAsync(IJournal journal, JobAction action, string? destination = null) =>
        await JobSteps.CreateAsync(
            journal, JobSteps.AJob(action, destination, World.Time.GetUtcNow()) with { Reason = "because" });

    private protected static async Task DeadLetterAsync(IJournal journal, string reason) =>
        await journal.DeadLetterAsync(
            (await LeaseOneAsync(journal))[0], AnAttempt(reason, 404),
            AnAnomaly("dead", AnomalyKind.DownstreamFailure), Cancel);

    private async Task DoSomethingAsync(IJournal journal, Random random, int step)
    {
        switch (random.Next(9))
        {
            case 8:
                foreach (var leased in await HandOvers(journal)
                    .LeaseHandOversAsync(random.Next(2) == 0 ? "crm" : "lake", 3, false, Cancel))
                {
                    var attempt = random.Next(3) == 0 ? AnAttempt("gone", 410) : AnAttempt("refused", 400);
                    await HandOvers(journal).DeadLetterHandOverAsync(leased, attempt, attempt.Reason, Cancel);
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
