using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>
/// Looks for what changed once a second while anyone watches, however many they are, and not at all while nobody does.
/// </summary>
internal sealed partial class ChangeFeed(
    StateViews state, IJournalSearch search, IJournalJobs jobs, ChangeLog log, IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ChangeFeed> logger)
{
    /// <summary>Streams at once; each costs a connection and a task.</summary>
    public const int MaxReaders = 100;

    private const int MaxJobs = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A look that takes longer is told of.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Grouping what failed looks at more than a count does.
    private static readonly TimeSpan FailuresInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private int _readers;
    private Task _looking = Task.CompletedTask;
    private Task _first = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private long _failuresLookedAt;
    private long _deadLetters = -1;
    private IReadOnlyList<Journal.FailureGroup> _groups = [];
    private IReadOnlyList<long> _jobs = [];
    private bool _hasTrouble;

    public ChangeLog Log => log;

    /// <summary>Begins to watch; null when as many watch as may.</summary>
    /// <returns>What ends it when it is disposed, and what is done when the first look is.</returns>
    public (IDisposable Reader, Task Ready)? TryJoin()
    {
        lock (_lock)
        {
            if (_readers == MaxReaders)
            {
                return null;
            }

            if (_readers++ == 0)
            {
                var before = _looking;
                var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
                _first = first.Task;
                _looking = LookAsync(before, first, _stop.Token);
            }

            return (new Reader(this), _first);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_readers == 0)
            {
                _stop!.Cancel();
                _stop.Dispose();
            }
        }
    }

    private async Task LookAsync(Task before, TaskCompletionSource first, CancellationToken cancellationToken)
    {
        await before;
        _deadLetters = -1;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var look = LookOnceAsync(cancellationToken);
                if (await Task.WhenAny(look, Task.Delay(Patience, time, cancellationToken)) != look
                    && !cancellationToken.IsCancellationRequested)
                {
                    Tell("The journal doesn't answer.");
                    first.TrySetResult();
                }

                await look;
                first.TrySetResult();
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any more, or the service stops.
        }
        finally
        {
            first.TrySetResult();
        }
    }

    private async Task LookOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await state.CountAsync(cancellationToken);
            Tell(counts.Problem);
            log.Add("counts", "counts", Json(counts, ReceiverJson.Default.Counts));
            log.Add(
                "genesysCloud", "genesysCloud",
                Json(counts.GenesysCloud with { BreakLeftSeconds = null }, ReceiverJson.Default.GenesysCloudState));
            foreach (var destination in counts.Destinations)
            {
                log.Add(
                    "destination", $"destination {destination.Name}",
                    Json(destination, ReceiverJson.Default.Destination));
            }

            await LookAtJobsAsync(cancellationToken);
            await LookAtFailuresAsync(
                counts.DeadLetters + counts.Destinations.Sum(one => one.DeadLetters), cancellationToken);
        }
        catch (JournalUnavailableException unavailable)
        {
            Tell(unavailable.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            Lines.Failed(logger, exception.GetType().Name);
        }
    }

    // Whoever watches is told when the journal can't be asked, and when it can again.
    private void Tell(string? problem)
    {
        if (problem is null && !_hasTrouble)
        {
            return;
        }

        _hasTrouble = problem is not null;
        log.Add("journal", "journal", Json(new JournalCondition(problem), ReceiverJson.Default.JournalCondition));
        if (!_hasTrouble)
        {
            log.Forget("journal");
        }
    }

    private async Task LookAtJobsAsync(CancellationToken cancellationToken)
    {
        var latest = (await jobs.ListAsync(MaxJobs, null, cancellationToken)).Items;
        foreach (var job in latest.Reverse())
        {
            log.Add("job", SubjectOf(job.Id), Json(JobViews.Of(job), ReceiverJson.Default.Job));
        }

        // Who begins to watch is told of the latest, and not of all that there ever were.
        foreach (var earlier in _jobs.Except(latest.Select(job => job.Id)))
        {
            log.Forget(SubjectOf(earlier));
        }

        _jobs = [.. latest.Select(job => job.Id)];

        static string SubjectOf(long job) => string.Create(CultureInfo.InvariantCulture, $"job {job}");
    }

    private async Task LookAtFailuresAsync(long deadLetters, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (deadLetters == _deadLetters
            || (_deadLetters >= 0 && time.GetElapsedTime(_failuresLookedAt, now) < FailuresInterval))
        {
            return;
        }

        var groups = await search.FailureGroupsAsync(cancellationToken);
        foreach (var group in groups.Reverse())
        {
            log.Add("failure", $"failure {group.Id}", Json(FailureViews.Of(group), ReceiverJson.Default.FailureGroup));
        }

        // Who knows of a group is told when nothing is in it any more.
        foreach (var gone in _groups.ExceptBy(
            groups.Select(group => group.Id), group => group.Id, StringComparer.Ordinal))
        {
            log.Add(
                "failure", $"failure {gone.Id}",
                Json(FailureViews.Of(gone) with { Count = 0 }, ReceiverJson.Default.FailureGroup));
            log.Forget($"failure {gone.Id}");
        }

        _groups = groups;
        (_deadLetters, _failuresLookedAt) = (deadLetters, now);
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private sealed class Reader(ChangeFeed feed) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                feed.Leave();
            }
        }
    }

    private static partial class Lines
    {
        [LoggerMessage(
            Level = LogLevel.Error, Message = "Looking for changes failed unexpectedly ({Failure}); it goes on.")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
