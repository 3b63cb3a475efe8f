using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>What operators do in jobs.</content>
public abstract partial class AskingContract
{
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
    public async Task What_was_erased_while_it_was_fetched_counts_neither_as_finished_nor_as_a_dead_letter()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3", "4" })
        {
            await journal.RecordAsync(ADelivery(id), false, Cancel);
        }

        var leased = await journal.LeaseDeliveriesAsync(4, Cancel);
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [leased[0].Key, leased[1].Key]);
        await journal.CompleteAsync([leased[0], leased[2]], AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.DeadLetterAsync(leased[1], AnAttempt("gone", 410), AnAnomaly("1"), Cancel);
        await journal.DeadLetterAsync(leased[3], AnAttempt("gone", 410), AnAnomaly("2"), Cancel);

        var minutes = await Search(journal).ActivityAsync(Start.AddHours(-1), Start.AddHours(1), Cancel);
        Assert.Equal((1, 1), (minutes.Sum(one => one.Finished), minutes.Sum(one => one.DeadLettered)));
    }

    [Fact]
    public async Task A_job_goes_on_after_a_restart_and_does_each_once()
    {
        var journal = await World.StartAsync();
        await FillDeadAsync(journal, 4);
        var created = await CreateAsync(journal, JobAction.Replay);
        await World.CatchUpAsync(journal);
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
        await World.CatchUpAsync(journal);

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
            World.Time.Advance(TimeSpan.FromSeconds(5));
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erased_delivery_keeps_no_hash_of_what_it_was_about(bool isOpen)
    {
        var journal = await World.StartAsync();
        var record = ADelivery("1", "secret");
        await journal.RecordAsync(
            record with { Delivery = record.Delivery with { BusinessKey = new BusinessKey(1, 2) } }, false, Cancel);
        if (!isOpen)
        {
            await journal.CompleteAsync(await LeaseOneAsync(journal), AnAttempt(), TimeSpan.Zero, Cancel);
        }

        await World.CatchUpAsync(journal);
        Assert.NotNull((await Search(journal).FindDeliveryAsync(1, Cancel))!.Record.Delivery.BusinessKey);
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);

        Assert.Null((await Search(journal).FindDeliveryAsync(1, Cancel))!.Record.Delivery.BusinessKey);
    }
}
