using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Records;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What a PostgreSQL database can be asked.</summary>
public class PostgresAskingTests(PostgresCluster cluster) : AskingContract
{
    [Fact]
    public async Task What_came_just_before_a_dense_minute_is_found_at_once()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("before") with { ReceivedAt = Start }, false, Cancel);
        await World.CatchUpAsync(journal);
        await using var source = NpgsqlDataSource.Create(((PostgresWorld)World).ConnectionString + ";Pooling=false");
        await using var dense = source.CreateCommand(
            """
            INSERT INTO journal.index_entries SELECT e.key + n, e.state, e.version, e.received + 1000, e.since, e.topic, e.reason, e.status, e.attempts
            FROM journal.index_entries e, generate_series(1, 21000) n
            """);
        Assert.Equal(21_000, await dense.ExecuteNonQueryAsync(Cancel));

        Assert.Equal(["before"], await IdsAsync(journal, new DeliveryFilter { To = Start.AddMilliseconds(500) }));
        Assert.Equal(
            ["before"],
            await IdsAsync(
                journal,
                new DeliveryFilter
                {
                    To = Start.AddMilliseconds(500),
                    State = DeliveryState.Finished,
                    Topic = WithoutConversation("before").Delivery.EventType,
                }));
    }

    // The statement was carried out, and then the connection broke; or the receiver died.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attempt_whose_end_was_lost_is_counted_when_it_is_told_again_or_by_the_next_comparison(
        bool isToldAgain)
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(ADelivery("2"), false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(2, Cancel);
        var due = World.Time.GetUtcNow().AddMinutes(5);
        await journal.RescheduleAsync([leased[0]], AnAttempt("timeout", 0), due, Cancel);
        await World.CatchUpAsync(journal);
        var tried = new DeliveryFilter { MinAttempts = 1 };
        Assert.Equal(["1"], await IdsAsync(journal, tried));

        await ((PostgresWorld)World).ExecuteAsync(
            """
            UPDATE journal.deliveries d SET lease = NULL, owner = NULL, due = o.due, round_count = o.round_count, first_round = o.first_round, rounds = o.rounds
            FROM journal.deliveries o WHERE o.lease IS NULL AND d.lease IS NOT NULL
            """);
        if (isToldAgain)
        {
            await journal.RescheduleAsync([leased[1]], AnAttempt("timeout", 0), due, Cancel);
        }
        else
        {
            await World.StopAsync(journal);
            journal = await World.StartAsync();
        }

        await World.CatchUpAsync(journal);
        Assert.Equal(["2", "1"], await IdsAsync(journal, tried));
    }

    [Fact]
    public async Task An_erased_conversation_leaves_no_hash_in_the_index()
    {
        var journal = await World.StartAsync();
        await FillAsync(journal, conversation: "secret");
        await World.CatchUpAsync(journal);
        var secret = $"index_ids WHERE hash = {SearchHash.Of(SearchId.Conversation, "secret")}";
        Assert.NotEqual(0, await World.CountAsync(secret));

        await ActAsync(journal, JobAction.Erase, new DeliveryFilter { ConversationId = "secret" });
        await World.CatchUpAsync(journal);

        Assert.Equal(0, await World.CountAsync(secret));
    }

    [Fact]
    public async Task Rests_and_counts_of_anomalies_go_when_their_time_is_over()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.FromSeconds(5), Cancel);
        await journal.RecordAsync(AnAnomaly("1"), Cancel);
        await World.CatchUpAsync(journal);
        Assert.Equal(
            (1, 1), (await World.CountAsync("resting"), await World.CountAsync("index_anomaly_counts")));

        World.Time.Advance(TimeSpan.FromHours(49));

        await Eventually.IsTrue(
            async () => await World.CountAsync("resting") + await World.CountAsync("index_anomaly_counts") == 0,
            "they go", () => World.Time.Advance(TimeSpan.FromSeconds(10)), limitSeconds: 30);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task A_topic_that_no_index_takes_keeps_nothing_else_from_it(string? topic)
    {
        var chance = new Random(1);
        topic ??= string.Concat(Enumerable.Range(0, 5_000).Select(_ => (char)chance.Next('A', 'z')));
        var journal = await World.StartAsync();
        var odd = WithoutConversation("odd");
        await journal.RecordAsync(odd with { Delivery = odd.Delivery with { EventType = topic } }, false, Cancel);
        await journal.RecordAsync(WithoutConversation("usual"), false, Cancel);
        await World.CatchUpAsync(journal);

        foreach (var id in new[] { "odd", "usual" })
        {
            Assert.Equal([id], await IdsAsync(journal, new DeliveryFilter { EventId = id }));
        }

        Assert.Equal(["odd"], await IdsAsync(journal, new DeliveryFilter { Topic = topic }));
    }

    [Fact]
    public async Task A_record_that_is_damaged_keeps_no_other_from_the_index()
    {
        var log = new FakeLogger<PostgresJournal>();
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("damaged"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("whole"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("damaged"), Cancel);
        await journal.RecordAsync(AnAnomaly("whole"), Cancel);
        await World.CatchUpAsync(journal);
        await Postgres.DamageAsync("finished");
        await Postgres.DamageAsync("anomalies");
        Assert.Equal(["whole"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["whole"], await AnomaliesAsync(journal, new AnomalyFilter()));
        await World.StopAsync(journal);
        await Postgres.ExecuteAsync("DELETE FROM journal.index_entries; DELETE FROM journal.index_anomalies");

        Postgres.Log = log;
        journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("later"), false, Cancel);
        await Eventually.IsTrue(
            async () => await World.CountAsync("index_entries") == 2, "the others are indexed");

        Assert.Equal(["later", "whole"], await IdsAsync(journal, new DeliveryFilter()));
        Assert.Equal(["whole"], await AnomaliesAsync(journal, new AnomalyFilter()));
        Assert.Equal(2, log.Collector.GetSnapshot().Count(line => line.Id == 4005));
    }

    [Fact]
    public async Task A_record_that_is_damaged_goes_when_its_time_has_come()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("damaged"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("damaged"), Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(1, Cancel), Cancel);
        await World.CatchUpAsync(journal);
        await Postgres.DamageAsync("finished");
        await Postgres.DamageAsync("anomalies");

        World.Time.Advance(TimeSpan.FromHours(49));
        await SweepAsync();

        Assert.Equal((0L, 0L), (await World.CountAsync("finished"), await World.CountAsync("index_entries")));
        Assert.Equal((0L, 0L), (await World.CountAsync("anomalies"), await World.CountAsync("index_anomalies")));
    }

    [Theory]
    [InlineData("Replay")]
    [InlineData("Erase")]
    public async Task A_job_does_to_the_others_what_it_can_not_do_to_one_that_is_damaged(string action)
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 3);
        await World.CatchUpAsync(journal);
        await Postgres.DamageAsync("dead_letters", 2);

        var job = await ActAsync(
            journal, Enum.Parse<JobAction>(action), new DeliveryFilter { State = DeliveryState.DeadLetter });

        Assert.Equal((JobState.Completed, 2, 1), (job.State, job.Done, job.Failed));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(-3)]
    [InlineData(3)]
    [InlineData(400)]
    public async Task Receiver_whose_clock_is_days_off_the_databases_keeps_history_for_as_long_as_any_other(int days)
    {
        Postgres.DatabaseAhead = TimeSpan.FromDays(days);
        var journal = await World.StartAsync(options => options.PayloadRetention = TimeSpan.FromHours(40));
        await FillAsync(journal);
        await journal.RecordAsync(WithoutConversation("at once"), false, Cancel);
        await journal.RecordAsync(AnAnomaly("shipped"), Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(1, Cancel), Cancel);
        await HandOverAsync(journal, "handed over", "crm");
        await Audit(journal).WriteAsync(new AuditEntry { At = World.Time.GetUtcNow(), Action = "replay" }, Cancel);
        var job = await ActAsync(journal, JobAction.Discard, new DeliveryFilter { EventId = "nothing" });
        await SweepAsync();

        Assert.Equal(
            (1L, 1L, 1L),
            (await World.CountAsync("dead_letters"), await World.CountAsync("hand_overs"),
                await World.CountAsync("anomalies WHERE shipped IS NOT NULL")));
        Assert.Equal(4, await World.CountAsync("finished"));
        Assert.Equal(4, await World.CountAsync("finished WHERE kept IS NOT NULL"));
        var written = new AuditFilter { Action = "replay", From = Start, To = Start.AddMilliseconds(1) };
        Assert.Single((await Audit(journal).FindAsync(written, 10, null, Cancel)).Items);
        Assert.NotNull(await Jobs(journal).FindAsync(job.Id, Cancel));

        World.Time.Advance(TimeSpan.FromHours(49));
        await SweepAsync();
        Assert.Equal(
            (0L, 0L, 0L),
            (await World.CountAsync("finished"), await World.CountAsync("anomalies WHERE shipped IS NOT NULL"),
                await World.CountAsync("hand_overs")));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task Job_of_a_receiver_whose_clock_is_off_takes_what_was_in_its_state_at_its_moment(int days)
    {
        await using var other = new PostgresWorld(Postgres.ConnectionString);
        other.Time.Step(TimeSpan.FromDays(days));
        var (one, two) = (await World.StartAsync(), await other.StartAsync());
        await FillDeadAsync(one, 2);
        await World.CatchUpAsync(one);
        var asOf = other.Time.GetUtcNow();
        World.Time.Advance(TimeSpan.FromSeconds(10));
        other.Time.Advance(TimeSpan.FromSeconds(10));
        await one.RecordAsync(ADelivery("later"), false, Cancel);
        await DeadLetterAsync(one, "gone");
        await World.CatchUpAsync(one);

        var dead = new DeliveryFilter { State = DeliveryState.DeadLetter };
        Assert.Equal(2, await Search(two).CountAsync(dead, asOf, Cancel));
        Assert.Equal(1, await Search(two).CountAsync(dead with { EventId = "1" }, asOf, Cancel));
        Assert.Equal(3, await Search(two).CountAsync(dead, other.Time.GetUtcNow(), Cancel));
        var job = await Jobs(two).CreateAsync(
            JobSteps.AJob(JobAction.Replay, asOf: asOf),
            _ => new AuditEntry { At = asOf, Action = "replay" }, Cancel);
        Assert.Equal(2, await Search(one).CountAsync(dead, (await Jobs(one).FindAsync(job.Id, Cancel))!.AsOf, Cancel));
    }

    private PostgresWorld Postgres => (PostgresWorld)World;

    // What goes last in a sweep is what tells of its end.
    private async Task SweepAsync()
    {
        await Postgres.ExecuteAsync("INSERT INTO journal.index_anomaly_counts VALUES (0, 0, 1)");
        await Eventually.IsTrue(
            async () => await World.CountAsync("index_anomaly_counts WHERE slot = 0") == 0, "history was swept",
            () => World.Time.Advance(TimeSpan.FromSeconds(5)));
    }

    protected override string GroupsTable => "index_anomaly_groups";

    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);
}
