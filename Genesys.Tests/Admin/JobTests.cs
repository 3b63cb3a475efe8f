using Genesys.Receiver.Client;

namespace Genesys.Tests.Admin;

/// <summary>What operators do to many deliveries.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Alice = "an-operators-long-key";

    private AdminApp _app = null!;

    private ReceiverClient Receiver => _app.Receiver(Alice);

    public async ValueTask InitializeAsync() => _app = await AdminApp.StartAsync(
        "Production", ("Admin:Operators:alice:ApiKey", Alice), ("Admin:Operators:alice:Role", "operator"),
        ("Reconciliation:Enabled", "true"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task AGroupOfFifty_IsReplayedByOneJob_CountedAndAuditedByName()
    {
        await DeadLetters.AddAsync(_app.Journal, Enumerable.Range(0, 50).Select(i => $"event-{i}"), "timeout", 0);
        await DeadLetters.AddAsync(_app.Journal, ["another"]);
        await FoundAsync(51);
        var group = (await Receiver.GetFailuresAsync(Cancel)).Items[0];
        var request = new JobRequest
        {
            Action = JobAction.Replay,
            Group = group.Id,
            RatePerSecond = 100,
            Reason = "The outage is over.",
        };

        var count = await Receiver.CountJobAsync(request, Cancel);
        Assert.Equal(50, count.Total);
        Assert.Empty((await Receiver.GetJobsAsync(cancellationToken: Cancel)).Items);
        var job = await EndedAsync(await Receiver.CreateJobAsync(request with { AsOf = count.AsOf }, Cancel));

        Assert.Equal(
            (JobState.Completed, 50L, 50L, 0L, "alice", group.Id, count.AsOf),
            (job.State, job.Total, job.Done, job.Failed, job.By, job.Group, job.AsOf));
        var counts = await Receiver.GetCountsAsync(Cancel);
        Assert.Equal((50, 1), (counts.OpenDeliveries, counts.DeadLetters));
        var row = Assert.Single(
            (await Receiver.GetAuditAsync(new AuditFilter { By = "alice" }, cancellationToken: Cancel)).Items);
        Assert.Equal(
            (AuditActions.Replay, $"job {job.Id}: failure group {group.Id}", 50L, "The outage is over."),
            (row.Action, row.Subject, row.Count, row.Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AGroupOrAFilterOfADestination_IsReplayedThereAlone(bool byGroup)
    {
        await DeadLetters.AddAsync(_app.Journal, ["fetch"]);
        await DeadLetters.AddHandOversAsync(_app.Journal, ["a", "b"], "crm", "lake");
        await FoundAsync(3);
        var group = (await Receiver.GetFailuresAsync(Cancel)).Items.Single(one => one.Destination == "crm");
        Assert.Equal(("refused", 400, 2L), (group.Reason, group.Status, group.Count));
        Assert.Equal(
            ["crm", "lake"],
            (await Receiver.FindDeliveryAsync(group.Sample, cancellationToken: Cancel))!.FailedDestinations.Order());

        var job = await EndedAsync(await Receiver.CreateJobAsync(
            new JobRequest
            {
                Action = JobAction.Replay,
                Group = byGroup ? group.Id : null,
                Filter = byGroup ? null : new DeliveryFilter { Destination = "crm" },
                Reason = "r",
            },
            Cancel));

        Assert.Equal(
            (JobState.Completed, 2L, 2L, 0L, "crm"), (job.State, job.Total, job.Done, job.Failed, job.Destination));
        await _app.CatchUpAsync();
        Assert.Equal(
            [("lake", 2L), (null, 1L)],
            (await Receiver.GetFailuresAsync(Cancel)).Items.OrderByDescending(one => one.Count)
                .Select(one => (one.Destination, one.Count)));
    }

    [Fact]
    public async Task AJob_TakesWhatWasThereWhenItWasCounted()
    {
        await DeadLetters.AddAsync(_app.Journal, ["before"]);
        await FoundAsync(1);
        var request = new JobRequest
        {
            Action = JobAction.Discard,
            Filter = new DeliveryFilter(),
            Reason = "Test data.",
        };
        var count = await Receiver.CountJobAsync(request, Cancel);
        await DeadLetters.AddAsync(_app.Journal, ["after"]);
        await FoundAsync(2);

        var job = await EndedAsync(await Receiver.CreateJobAsync(request with { AsOf = count.AsOf }, Cancel));

        Assert.Equal((1L, 1L), (job.Total, job.Done));
        Assert.Equal(1, (await Receiver.GetCountsAsync(Cancel)).DeadLetters);
    }

    [Fact]
    public async Task KeysThatAreNoLongerDeadLetters_Fail_AndTheOthersAreDone()
    {
        await DeadLetters.AddAsync(_app.Journal, ["a", "b"]);
        var keys = (await FoundAsync(2)).Select(item => item.Key).ToList();
        await EndedAsync(
            await Receiver.CreateJobAsync(
                new JobRequest { Action = JobAction.Discard, Keys = [keys[0]], Reason = "r" }, Cancel));

        var job = await EndedAsync(
            await Receiver.CreateJobAsync(
                new JobRequest { Action = JobAction.Replay, Keys = [.. keys, keys[1], 999], Reason = "r" }, Cancel));

        Assert.Equal((JobState.Completed, 3L, 1L, 2L, 3), (job.State, job.Total, job.Done, job.Failed, job.KeyCount));
        Assert.Equal(
            DeliveryState.Discarded, (await Receiver.FindDeliveryAsync(keys[0], cancellationToken: Cancel))!.State);
        Assert.Equal(
            DeliveryState.Open, (await Receiver.FindDeliveryAsync(keys[1], cancellationToken: Cancel))!.State);
    }

    [Fact]
    public async Task AnErasure_RemovesAConversationsPayload()
    {
        await DeadLetters.AddAsync(_app.Journal, ["a"], conversation: "c1");
        var key = (await FoundAsync(1))[0].Key;
        var job = await EndedAsync(await Receiver.CreateJobAsync(
            new JobRequest
            {
                Action = JobAction.Erase,
                Filter = new DeliveryFilter { ConversationId = "c1", State = DeliveryState.Any },
                Reason = "Asked for.",
            }, Cancel));

        Assert.Equal((1L, 1L), (job.Total, job.Done));
        var erased = await Receiver.FindDeliveryAsync(key, cancellationToken: Cancel);
        Assert.Equal((null, 0), (erased!.Payload, erased.PayloadSize));
    }

    [Fact]
    public async Task AJobThatIsStopped_LeavesTheRest_AndTheStopIsAudited()
    {
        await DeadLetters.AddAsync(_app.Journal, Enumerable.Range(0, 100).Select(i => $"event-{i}"));
        await FoundAsync(100);
        var job = await Receiver.CreateJobAsync(
            new JobRequest
            {
                Action = JobAction.Replay,
                Filter = new DeliveryFilter(),
                RatePerSecond = 1,
                Reason = "r",
            }, Cancel);
        await Eventually.IsTrue(async () => (await Receiver.FindJobAsync(job.Id, Cancel))!.Done > 0, "it has begun");

        var stopped = await Receiver.StopJobAsync(job.Id, Cancel);

        Assert.Equal(JobState.Stopped, stopped.State);
        Assert.InRange(stopped.Done, 1, 99);
        Assert.Equal(100 - stopped.Done, (await Receiver.GetCountsAsync(Cancel)).DeadLetters);
        Assert.Equal(
            AuditActions.StopJob, (await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items[0].Action);
        Assert.Equal(JobState.Stopped, (await Receiver.StopJobAsync(job.Id, Cancel)).State);
        Assert.Equal(2, (await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items.Count);
    }

    private async Task<Job> EndedAsync(Job job)
    {
        await Eventually.IsTrue(
            async () =>
                (job = (await Receiver.FindJobAsync(job.Id, Cancel))!).State is not (JobState.Freezing
                    or JobState.Running), "the job ends");
        return job;
    }

    private async Task<IReadOnlyList<DeliverySummary>> FoundAsync(int count)
    {
        await _app.CatchUpAsync();
        var found = (await Receiver.FindDeliveriesAsync(
            new() { State = DeliveryState.DeadLetter }, 500, null, Cancel)).Items;
        Assert.Equal(count, found.Count);
        return found;
    }
}
