using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>A database that is gone, or that hangs: it keeps its connections and answers nothing.</summary>
public sealed class PostgresOutageTests(PostgresCluster cluster) : IAsyncLifetime
{
    private PostgresWorld? _world;
    private StallingProxy? _proxy;

    private PostgresWorld World => _world!;

    private StallingProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _world = await PostgresWorld.CreateAsync(cluster);
        _proxy = new StallingProxy(_world.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            _proxy.Resume();
            await _world!.DisposeAsync();
            await _proxy.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DatabaseThatHangs_IsUnhealthyAfter3Seconds_AlsoWhenCountingTakesLong(bool slowCount)
    {
        var journal = await StartAsync();
        if (slowCount)
        {
            // A count on this fake clock that takes a second: what holds for a large backlog.
            await using var blocker = new RowLock(World.ConnectionString);
            await blocker.TakeAsync("LOCK TABLE journal.anomalies IN ACCESS EXCLUSIVE MODE");
            var counting = journal.GetStateAsync(Cancel).AsTask();
            await Eventually.IsTrue(() => blocker.SomeoneWaitsAsync(), "the count waits");
            World.Time.Advance(TimeSpan.FromSeconds(1));
            await blocker.ReleaseAsync();
            await counting;
        }

        Assert.Equal(HealthStatus.Healthy, await CheckAsync(journal));
        Proxy.Stall();
        var check = CheckAsync(journal);
        await Eventually.IsTrue(
            () => check.IsCompleted, "the check's patience ends", () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(HealthStatus.Unhealthy, await check);
    }

    [Fact]
    public async Task CountThatTakesTooLong_IsNoProblem_AndNobodyWaitsForTheNext()
    {
        await World.StopAsync(await World.StartAsync());
        await using var blocker = new RowLock(World.ConnectionString);
        await blocker.TakeAsync("LOCK TABLE journal.set_aside IN ACCESS EXCLUSIVE MODE");

        var starting = StartAsync();
        await Eventually.IsTrue(() => blocker.SomeoneWaitsAsync(), "the first count waits");
        await World.ExecuteAsync(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        var journal = await starting;
        Assert.Null(journal.LastState.Problem);
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(journal));

        await blocker.ReleaseAsync();
        await Eventually.IsTrue(
            () => journal.LastState.OpenDeliveries == 1, "it is counted again",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task CommitThatHangs_IsUnhealthy_ThoughTheDatabaseCanBeRead()
    {
        var journal = await StartAsync();
        await using var blocker = new RowLock(World.ConnectionString);
        await blocker.TakeAsync("LOCK TABLE journal.version IN SHARE MODE");

        var check = CheckAsync(journal);
        await Eventually.IsTrue(
            () => check.IsCompleted, "the check's patience ends", () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(HealthStatus.Unhealthy, await check);
        await blocker.ReleaseAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoppingService_DoesntWaitForADatabaseThatDoesntAnswer(bool isGone)
    {
        var journal = await StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);
        await Proxy.InterruptAsync(isGone);
        var record = journal.RecordAsync(ADelivery("2"), false, Cancel).AsTask();
        var complete = journal.CompleteAsync(lease, AnAttempt(), TimeSpan.Zero, null, CancellationToken.None).AsTask();

        journal.BeginStop();
        await Eventually.IsTrue(
            () => journal.Unreachable.IsCancellationRequested, "it is given up",
            () => World.Time.Advance(TimeSpan.FromMilliseconds(200)));

        Assert.Equal(RecordStatus.Unavailable, (await record).Status);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => complete);
        await World.StopAsync(journal);
    }

    [Fact]
    public async Task StoppingService_MayWrite_AsLongAsTheDatabaseAnswers()
    {
        var journal = await StartAsync();

        // The clock stands still, so that nobody's patience ends on a busy machine.
        journal.BeginStop();
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, null, Cancel);
        Assert.False(journal.Unreachable.IsCancellationRequested);

        // Nor does it stay away unnoticed from then on.
        await Proxy.CutAsync();
        await Eventually.IsTrue(
            () => journal.Unreachable.IsCancellationRequested, "it is given up",
            () => World.Time.Advance(TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData("recorded", "INSERT INTO journal.deliveries", "deliveries", nameof(DeliveryState.Open))]
    [InlineData("finished", "INSERT INTO journal.finished", "finished", nameof(DeliveryState.Finished))]
    [InlineData("dead-lettered", "INSERT INTO journal.dead_letters", "dead_letters", nameof(DeliveryState.DeadLetter))]
    [InlineData("erased", "COMMIT\0", "finished", nameof(DeliveryState.Discarded))]
    public async Task WhatWasDoneWithoutAnAnswer_IsFoundAsWhatItIs_AsSoonAsTheDatabaseAnswers(
        string done, string statement, string table, string state)
    {
        var journal = await StartAsync();
        await journal.RecordAsync(ADelivery("0"), false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        var jobs = ((IJournalStore)journal).Jobs;
        var job = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Erase));
        await jobs.LeaseAsync(1, Cancel);
        await jobs.FreezeAsync(job.Id, [leased[0].Key], null, true, Cancel);
        await World.CatchUpAsync(journal);
        var before = await World.CountAsync(table);

        // A connection may have to be made first, whose own questions have their answers.
        Exception? failure = null;
        await Eventually.IsTrue(
            async () =>
            {
                Proxy.LoseAnswersTo(statement);
                failure = await Record.ExceptionAsync(ChangeAsync);
                Proxy.Resume();
                return await World.CountAsync(table) > before;
            },
            "it is done",
            told: () => $"{failure}");
        await World.CatchUpAsync(journal);

        var filter = new DeliveryFilter
        {
            EventId = done == "recorded" ? "1" : "0",
            State = Enum.Parse<DeliveryState>(state),
        };
        var found = (await ((IJournalStore)journal).Search.FindDeliveriesAsync(filter, 10, null, Cancel)).Items;
        Assert.Single(found);
        Assert.Equal(done == "dead-lettered" ? 1 : 0, await World.CountAsync("index_anomalies"));

        Task ChangeAsync() => done switch
        {
            "recorded" => journal.RecordAsync(ADelivery("1"), false, Cancel).AsTask(),
            "finished" => journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, null, Cancel).AsTask(),
            "erased" => jobs.ActAsync(job.Id, 1, Cancel).AsTask(),
            _ => journal.DeadLetterAsync(leased[0], AnAttempt("gone", 410), AnAnomaly("1"), null, Cancel).AsTask(),
        };
    }

    private async Task<PostgresJournal> StartAsync() =>
        (PostgresJournal)await World.StartAsync(options => options.ConnectionString = Proxy.ConnectionString);

    private async Task<HealthStatus> CheckAsync(PostgresJournal journal)
    {
        var check = new JournalHealthCheck(journal, World.Time);
        var registration = new HealthCheckRegistration("journal", check, HealthStatus.Unhealthy, null);
        return (await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, Cancel)).Status;
    }
}
