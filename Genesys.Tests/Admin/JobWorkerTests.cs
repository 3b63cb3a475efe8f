using Genesys.Receiver.Admin;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Tests.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Job = Genesys.Receiver.Journal.Job;
using JobAction = Genesys.Receiver.Journal.JobAction;
using JobState = Genesys.Receiver.Journal.JobState;

namespace Genesys.Tests.Admin;

/// <summary>A job that can't be worked at for a reason that nobody foresaw holds up no other.</summary>
public sealed class JobWorkerTests : IAsyncLifetime
{
    private static readonly string Keys =
        JobSet.Of(new JobRequest { Action = Genesys.Receiver.Client.JobAction.Replay, Keys = [9_999] }).Write();

    private readonly SqliteWorld _world = new();
    private readonly FakeTimeProvider _time = new(JournalRecords.Start);
    private readonly FakeLogger<JobWorker> _log = new();
    private IJournal _journal = null!;

    private IJournalStore Store => (IJournalStore)_journal;

    public async ValueTask InitializeAsync() => _journal = await _world.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(nameof(IJournalJobs.FreezeAsync))]
    [InlineData(nameof(IJournalJobs.ActAsync))]
    public async Task AJobThatFailsUnexpectedly_HoldsUpNoOther(string member)
    {
        var odd = await CreateAsync();
        var usual = await CreateAsync();

        await RunAsync(
            (name, arguments) => name == member && (long)arguments[0]! == odd.Id,
            async () => (await FindAsync(usual)).State == JobState.Completed);

        Assert.Contains(
            _log.Collector.GetSnapshot(),
            entry => entry.Level == LogLevel.Error
                && entry.Message.Contains(typeof(InvalidCastException).FullName!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task JobsThatFailUnexpectedlyAgainAndAgain_Fail_AndMakeRoomForTheNext()
    {
        var odd = new List<Job>();
        for (var i = 0; i < 5; i++)
        {
            odd.Add(await CreateAsync());
        }

        var usual = await CreateAsync();

        await RunAsync(
            (name, arguments) =>
                name == nameof(IJournalJobs.ActAsync) && odd.Exists(job => job.Id == (long)arguments[0]!),
            async () => (await FindAsync(usual)).State == JobState.Completed
                && (await FindAsync(odd[0])).State == JobState.Failed);

        Assert.Contains("log says", (await FindAsync(odd[0])).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJobThatFailsUnexpectedlyForAMoment_GoesOn()
    {
        var job = await CreateAsync();
        var failures = 3;

        await RunAsync(
            (name, _) => name == nameof(IJournalJobs.ActAsync) && failures-- > 0,
            async () => (await FindAsync(job)).State == JobState.Completed);
    }

    // Its delivery isn't there, which is no failure of the job.
    private ValueTask<Job> CreateAsync() => JobSteps.CreateAsync(
        _journal,
        JobSteps.AJob(JobAction.Replay) with { Filter = Keys });

    private async Task<Job> FindAsync(Job job) => (await Store.Jobs.FindAsync(job.Id, Cancel))!;

    private async Task RunAsync(Func<string, object?[], bool> fails, Func<Task<bool>> until)
    {
        using var signal = new JobSignal();
        using var worker = new JobWorker(
            Faulty<IJournalJobs>.Around(Store.Jobs, fails), Store.Search,
            new WindowKeys(Store.Reconciliation, Options.Create(new ReconciliationOptions())), signal, _journal, _time,
            _log);

        await worker.StartAsync(Cancel);
        await Eventually.IsTrue(until, "the job ends", () => _time.Advance(TimeSpan.FromSeconds(1)));
        await worker.StopAsync(Cancel);
    }
}
