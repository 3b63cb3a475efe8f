using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What a SQLite file can be asked.</summary>
public class SqliteAskingTests : AskingContract
{
    private string Index => IndexFile.PathOf(((SqliteWorld)World).Path);

    protected override string GroupsTable => "anomaly_groups";

    private protected override Task<IJournalWorld> CreateWorldAsync() =>
        Task.FromResult<IJournalWorld>(new SqliteWorld());

    [Fact]
    public async Task What_ended_late_outlives_what_was_recorded_with_it_and_is_found()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(47));
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt("late"), TimeSpan.Zero, Cancel);
        await World.CatchUpAsync(journal);
        World.Time.Advance(TimeSpan.FromHours(2));
        while ((await IdsAsync(journal, new DeliveryFilter { EventId = "done" })).Count > 0)
        {
            World.Time.Advance(TimeSpan.FromMinutes(1));
            await World.CatchUpAsync(journal);
        }

        Assert.Equal(["open", "dead"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["open"], await IdsAsync(journal, new DeliveryFilter { EventId = "open" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fetch_that_ends_in_the_transaction_of_an_erasure_leaves_nothing(bool fails)
    {
        var journal = (SqliteJournal)await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "secret"), false, Cancel);
        var leased = await LeaseOneAsync(journal);
        var job = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Erase));
        await Jobs(journal).LeaseAsync(1, Cancel);
        await Jobs(journal).FreezeAsync(job.Id, [leased[0].Key], null, true, Cancel);
        var handOvers = new NewHandOvers
        {
            DestinationsOf = _ => ["crm"],
            Content = new FetchedContent("{}"u8.ToArray(), null),
        };

        Task erased, ended;
        using (await HeldWriter.HoldAsync(journal))
        {
            erased = Jobs(journal).ActAsync(job.Id, 1, Cancel).AsTask();
            ended = fails
                ? journal.DeadLetterAsync(
                    leased[0], AnAttempt("gone", 404), AnAnomaly("a", AnomalyKind.DownstreamFailure), handOvers, Cancel)
                    .AsTask()
                : journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, handOvers, Cancel).AsTask();
        }

        await Task.WhenAll(erased, ended);
        foreach (var table in new[] { "hand_overs", "contents", "anomalies", "deliveries" })
        {
            Assert.Equal(0, await World.CountAsync(table));
        }

        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).WaitingHandOvers);
    }

    [Fact]
    public async Task A_fetch_that_ends_in_the_transaction_after_which_its_lease_is_over_is_counted_as_ended()
    {
        var journal = (SqliteJournal)await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var leased = await LeaseOneAsync(journal);

        Task ended;
        using (await HeldWriter.HoldAsync(journal))
        {
            World.Time.Advance(new JournalOptions().LeaseDuration);
            ended = journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, null, Cancel).AsTask();
        }

        await ended;
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task The_event_of_a_delivery_that_was_replayed_is_forgotten_with_all_others()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 1);
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Replay), [1]);
        Assert.Equal(1, await World.CountAsync("known_again"));

        World.Time.Advance(TimeSpan.FromHours(49));

        await Eventually.IsTrue(
            async () => await World.CountAsync("known_again") == 0, "it is forgotten",
            () => World.Time.Advance(TimeSpan.FromSeconds(10)), limitSeconds: 30);
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_index()
    {
        var journal = await World.StartAsync();
        await World.CatchUpAsync(journal);

        if (!OperatingSystem.IsWindows())
        {
            foreach (var name in SqliteNames.Of(Index).Where(File.Exists))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(name));
            }
        }
    }

    [Fact]
    public async Task An_index_of_the_release_before_is_kept_and_learns_of_publications()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await journal.RecordAsync(Published("first"), false, Cancel);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        await using (var index = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Index};Pooling=false"))
        {
            await index.OpenAsync(Cancel);
            await using var command = index.CreateCommand();
            command.CommandText =
                "DROP TABLE published; DROP TABLE republished; DROP INDEX anomaly_counts_by_slot; "
                    + "DROP INDEX failure_counts_by_slot; PRAGMA user_version = 1; INSERT INTO info VALUES ('kept', 1)";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        journal = await World.StartAsync();
        await journal.RecordAsync(Published("second"), false, Cancel);
        await journal.RecordAsync(Published("third"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(1, await World.CountAsync("published"));
        Assert.Equal(["third"], await IdsAsync(journal, new DeliveryFilter { Republished = true }));
        Assert.Equal(
            ["third", "second", "first", "open", "dead", "done", "at-once"],
            await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["done"], await IdsAsync(journal, new DeliveryFilter { EventId = "done" }));
    }

    [Fact]
    public async Task Counts_of_what_failed_and_was_rejected_go_when_nothing_reads_them()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await journal.RecordAsync(AnAnomaly("old"), Cancel);
        await World.CatchUpAsync(journal);
        Assert.Equal((2L, 1L), (await World.CountAsync("anomaly_counts"), await World.CountAsync("failure_counts")));

        World.Time.Advance(TimeSpan.FromMinutes(59));
        await CatchUpOftenAsync();
        Assert.Equal((2L, 1L), (await World.CountAsync("anomaly_counts"), await World.CountAsync("failure_counts")));
        Assert.Equal(1, Assert.Single(await Search(journal).FailureGroupsAsync(Cancel)).Trend.Sum());

        World.Time.Advance(TimeSpan.FromMinutes(10));
        await CatchUpOftenAsync();
        Assert.Equal((2L, 0L), (await World.CountAsync("anomaly_counts"), await World.CountAsync("failure_counts")));

        World.Time.Advance(TimeSpan.FromHours(48));
        await CatchUpOftenAsync();
        Assert.Equal((0L, 0L), (await World.CountAsync("anomaly_counts"), await World.CountAsync("failure_counts")));

        // They go once in sixty passes.
        async Task CatchUpOftenAsync()
        {
            for (var i = 0; i < 61; i++)
            {
                await World.CatchUpAsync(journal);
            }
        }
    }

    [Fact]
    public async Task An_index_that_is_made_again_finds_what_was_published_again_and_does_not_count_it_twice()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(Published("first"), false, Cancel);
        await journal.RecordAsync(Published("again"), false, Cancel);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        File.Delete(Index);

        journal = await World.StartAsync();
        await World.CatchUpAsync(journal);

        Assert.Equal(["again"], await IdsAsync(journal, new DeliveryFilter { Republished = true }));
        Assert.Equal(
            1,
            (await Search(journal).ActivityAsync(Start, Start.AddDays(1), Cancel)).Sum(minute => minute.Republished));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("another journal's")]
    public async Task An_index_that_cannot_be_used_is_made_again(string state)
    {
        var journal = await World.StartAsync();
        await FillAsync(journal);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        switch (state)
        {
            case "missing":
                File.Delete(Index);
                break;
            case "damaged":
                await File.WriteAllBytesAsync(Index, [.. Enumerable.Repeat((byte)7, 100_000)], Cancel);
                break;
            default:
                await using (var other = new SqliteWorld())
                {
                    var another = await other.StartAsync();
                    await other.CatchUpAsync(another);
                    await other.StopAsync(another);
                    File.Copy(IndexFile.PathOf(other.Path), Index, overwrite: true);
                }

                break;
        }

        journal = await World.StartAsync();
        await World.CatchUpAsync(journal);

        Assert.Equal(["open", "dead", "done", "at-once"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["dead"], await IdsAsync(journal, new DeliveryFilter { EventId = "dead" }));
    }

    [Fact]
    public async Task A_journal_that_was_restored_from_a_backup_finds_what_it_has_and_no_more()
    {
        var path = ((SqliteWorld)World).Path;
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await World.StopAsync(journal);
        File.Copy(path, path + ".copy");
        journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("2"), false, Cancel);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        File.Move(path + ".copy", path, overwrite: true);

        journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("3"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(["3", "1"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { EventId = "2" }));
        Assert.Equal(["3"], await IdsAsync(journal, new DeliveryFilter { EventId = "3" }));
    }

    [Fact]
    public async Task A_journal_that_was_restored_behind_a_flood_finds_what_follows_and_knows_nothing_that_was_lost()
    {
        var path = ((SqliteWorld)World).Path;
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await World.StopAsync(journal);
        File.Copy(path, path + ".copy");
        journal = await World.StartAsync();

        // More than the ids that are in memory before they are written as a run.
        await Task.WhenAll(Enumerable.Range(0, 25_000).Select(
            one => journal.RecordAsync(ADelivery($"lost-{one}", $"lost-{one}"), false, Cancel).AsTask()));
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        File.Move(path + ".copy", path, overwrite: true);

        journal = await World.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await journal.RecordAsync(ADelivery($"new-{i}", $"new-{i}"), false, Cancel);
        }

        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        journal = await World.StartAsync();
        await World.CatchUpAsync(journal);

        Assert.Equal(["new-3"], await IdsAsync(journal, new DeliveryFilter { EventId = "new-3" }));
        Assert.Equal(["new-9"], await IdsAsync(journal, new DeliveryFilter { ConversationId = "new-9" }));
        Assert.Equal(11, (await IdsAsync(journal, new DeliveryFilter())).Count);
        var known = await ((IJournalStore)journal).Reconciliation.FindTopicsAsync(
            [.. Enumerable.Range(0, 20).Select(i => $"lost-{i}").Append("new-1")], Cancel);
        Assert.Equal(["new-1"], known.Keys);
    }

    [Fact]
    public async Task Keys_are_not_given_again_when_a_journal_has_let_everything_go()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1"), false, Cancel);
        await World.CatchUpAsync(journal);
        var first = (await FindAsync(journal, new DeliveryFilter { EventId = "1" }))[0].Key;
        World.Time.Advance(TimeSpan.FromHours(49));
        await Eventually.IsTrue(
            async () => await World.CountAsync("finished") + await World.CountAsync("known_events") == 0,
            "all is let go", () => World.Time.Advance(TimeSpan.FromMinutes(1)));
        await World.StopAsync(journal);

        journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.True((await FindAsync(journal, new DeliveryFilter { EventId = "2" }))[0].Key > first);
    }

    [Fact]
    public async Task Keys_are_not_given_again_however_often_a_journal_that_has_let_everything_go_is_started()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("1"), Cancel);
        await World.CatchUpAsync(journal);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(10, Cancel), Cancel);
        await LetGoAsync(journal);
        for (var i = 0; i < 2; i++)
        {
            journal = await World.StartAsync();
            await World.CatchUpAsync(journal);
            await World.StopAsync(journal);
        }

        journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("2"), Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(2, (await FindAsync(journal, new DeliveryFilter { EventId = "2" }))[0].Key);
        Assert.Equal(2, Assert.Single((await Search(journal).FindAnomaliesAsync(
            new AnomalyFilter { RequestId = "2" }, 10, null, Cancel)).Items).Key);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_published_again_after_two_quiet_days_and_a_start_is_known(bool answersDuplicates)
    {
        var journal = await World.StartAsync(options => Answer(options, answersDuplicates));
        await journal.RecordAsync(Published("first") with { NeedsProcessing = false }, false, Cancel);
        await World.CatchUpAsync(journal);
        await LetGoAsync(journal);

        journal = await World.StartAsync(options => Answer(options, answersDuplicates));
        await World.CatchUpAsync(journal);
        var answer = await journal.RecordAsync(Published("again"), false, Cancel);
        await World.CatchUpAsync(journal);

        Assert.Equal(answersDuplicates ? RecordStatus.Duplicate : RecordStatus.Recorded, answer.Status);
        Assert.Equal(["again"], await IdsAsync(journal, new DeliveryFilter { Republished = true }));
    }

    [Fact]
    public async Task What_was_erased_after_the_backup_that_was_restored_is_found_and_can_be_erased_again()
    {
        var path = ((SqliteWorld)World).Path;
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "secret"), false, Cancel);
        await World.CatchUpAsync(journal);
        await World.StopAsync(journal);
        File.Copy(path, path + ".copy");
        journal = await World.StartAsync();
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);
        await World.CatchUpAsync(journal);
        Assert.Empty(await IdsAsync(journal, new DeliveryFilter { ConversationId = "secret" }));
        await World.StopAsync(journal);
        File.Move(path + ".copy", path, overwrite: true);

        journal = await World.StartAsync();
        await World.CatchUpAsync(journal);
        Assert.Equal(["1"], await IdsAsync(journal, new DeliveryFilter { ConversationId = "secret" }));

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);
        await World.CatchUpAsync(journal);
        Assert.Empty((await ((IJournalStore)journal).Reconciliation.FindTopicsAsync(["secret"], Cancel)).Keys);
        Assert.Equal(["1"], await IdsAsync(journal, new DeliveryFilter()));
    }

    // And ends the run.
    private async Task LetGoAsync(IJournal journal)
    {
        World.Time.Advance(TimeSpan.FromHours(49));
        await Eventually.IsTrue(
            async () => await World.CountAsync("finished") + await World.CountAsync("known_events")
                + await World.CountAsync("anomalies") == 0,
            "all is let go", () => World.Time.Advance(TimeSpan.FromMinutes(1)));
        await World.StopAsync(journal);
    }

    [Fact]
    public async Task A_search_that_finds_nothing_ends_at_its_limit_and_says_how_far_it_came()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 22; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 1_000).Select(one => journal.RecordAsync(
                WithoutConversation($"{i}-{one}") with { ReceivedAt = Start.AddSeconds(i) }, false, Cancel).AsTask()));
        }

        await World.CatchUpAsync(journal);
        var filter = new DeliveryFilter { Destination = "nowhere" };
        var first = await Search(journal).FindDeliveriesAsync(filter, 10, null, Cancel);
        var second = await Search(journal).FindDeliveriesAsync(filter, 10, first.Next, Cancel);

        Assert.Empty(first.Items);
        Assert.InRange(first.SearchedBackTo!.Value, Start.AddSeconds(1), Start.AddSeconds(3));
        Assert.Equal((null, null), (second.Next, second.SearchedBackTo));
        Assert.Equal(["7-7"], await IdsAsync(journal, new DeliveryFilter { EventId = "7-7" }));
        Assert.Equal(
            500,
            (await Search(journal)
                .FindDeliveriesAsync(
                    new DeliveryFilter { From = Start.AddSeconds(3), To = Start.AddSeconds(4) }, 500, null,
                    Cancel)).Items.Count);
        // 21,000 came within the minute after it.
        Assert.Equal(
            500,
            (await Search(journal)
                .FindDeliveriesAsync(
                    new DeliveryFilter { From = Start, To = Start.AddMilliseconds(500) }, 500, null,
                    Cancel)).Items.Count);
        Assert.Equal(
            22_000,
            await Search(journal)
                .CountAsync(new DeliveryFilter { State = DeliveryState.Finished }, World.Time.GetUtcNow(), Cancel));
    }
}
