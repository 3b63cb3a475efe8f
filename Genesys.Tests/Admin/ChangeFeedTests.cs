using System.Reflection;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Admin;

/// <summary>What looks for changes while anyone watches.</summary>
public sealed class ChangeFeedTests
{
    [Fact]
    public async Task LastReaderThatLeavesWhileALookIsUnderWay_IsNoTroubleOfTheJournal()
    {
        await using var app = await AdminApp.StartAsync();
        var log = new ChangeLog();
        var jobs = HangingJobs.Create();
        var feed = new ChangeFeed(
            app.Get<StateViews>(), app.Get<IJournalSearch>(), (IJournalJobs)(object)jobs, log,
            app.Get<IHostApplicationLifetime>(), new FakeTimeProvider(), NullLogger<ChangeFeed>.Instance);
        var (reader, ended) = feed.TryJoin()!.Value;
        await jobs.Asked.WaitAsync(Cancel);

        reader.Dispose();
        await ended.WaitAsync(Cancel);

        Assert.DoesNotContain(log.After(null).Changes, change => change.Name == "journal");
    }

    [Fact]
    public async Task WhoBeginsToWatch_IsToldOfTheLatestJobs_AndNotOfAllThatThereEverWere()
    {
        await using var app = await AdminApp.StartAsync();
        var (log, time) = (new ChangeLog(), new FakeTimeProvider());
        var jobs = ListedJobs.Create();
        var feed = new ChangeFeed(
            app.Get<StateViews>(), app.Get<IJournalSearch>(), (IJournalJobs)(object)jobs, log,
            app.Get<IHostApplicationLifetime>(), time, NullLogger<ChangeFeed>.Instance);
        jobs.Listed = [2, 1];
        var (reader, ready) = feed.TryJoin()!.Value;
        await ready.WaitAsync(Cancel);
        Assert.Equal(2, JobsTold());

        // What changed while nobody watched is noticed too.
        reader.Dispose();
        jobs.Listed = [4, 3];
        var (another, again) = feed.TryJoin()!.Value;
        await again.WaitAsync(Cancel);
        Assert.Equal(2, JobsTold());
        jobs.Listed = [6, 5, 4];
        await Eventually.IsTrue(
            () => JobsTold() == 3, "the latest are known", () => time.Advance(TimeSpan.FromSeconds(1)));
        another.Dispose();

        int JobsTold() => log.After(null).Changes.Count(change => change.Name == "job");
    }

    /// <summary>Jobs of which these are listed, newest first.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class ListedJobs : DispatchProxy
    {
        public IReadOnlyList<long> Listed { get; set; } = [];

        public static ListedJobs Create() => (ListedJobs)(object)Create<IJournalJobs, ListedJobs>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            new ValueTask<Found<Job>>(new Found<Job>([.. Listed.Select(AJob)]));

        private static Job AJob(long id) => new()
        {
            Id = id,
            Action = JobAction.Replay,
            State = JobState.Running,
            Total = 1,
            Done = 0,
            Failed = 0,
            RatePerSecond = 1,
            Reason = "test data",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Filter = "{}",
            AsOf = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>Jobs whose list never comes.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class HangingJobs : DispatchProxy
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public static HangingJobs Create() => (HangingJobs)(object)Create<IJournalJobs, HangingJobs>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _asked.TrySetResult();
            var found = HangAsync((CancellationToken)args![^1]!);
            return new ValueTask<Found<Job>>(found);
        }

        private static async Task<Found<Job>> HangAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It waits until it is cancelled.");
        }
    }
}
