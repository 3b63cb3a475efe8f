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
