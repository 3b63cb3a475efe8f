using System.Text.Json;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Admin;

/// <summary>
/// Works at jobs: writes each one's set down in batches, then acts at its rate. All that it does is in the journal with
/// the job's progress, so that a restart, or another receiver of the same journal, goes on where it ended.
/// </summary>
internal sealed partial class JobWorker(
    IJournalJobs jobs, IJournalSearch search, WindowKeys windows, JobSignal signal, IJournal journal,
    TimeProvider time, ILogger<JobWorker> logger)
    : BackgroundService
{
    private const int MaxAtOnce = 4;
    private const int FreezeBatch = 10_000;
    private const int ActBatch = 1_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // After a halt no more than this is made up for.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);

    // Jobs of other receivers that died, and those that were made at another receiver, are looked for so often.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    // A job fails when it failed unexpectedly as often in turn, in some four minutes: until then it has one of the few
    // places, and others may wait for it.
    private const int MaxFailures = 15;

    private readonly Dictionary<long, Pace> _paces = [];
    private readonly Dictionary<long, Trouble> _troubles = [];
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, journal.Unreachable);
        var wait = Idle;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                wait = await StepAsync(ending.Token);
                _backoff.Reset();
            }
            catch (JournalUnavailableException)
            {
                wait = _backoff.Next();
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Log.Failed(logger, Failures.Describe(exception));
                wait = _backoff.Next();
            }

            try
            {
                await signal.WaitAsync(wait, time, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Works at each job once.</summary>
    /// <returns>How long to wait before the next time.</returns>
    private async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        var leased = await jobs.LeaseAsync(MaxAtOnce, cancellationToken);
        foreach (var gone in _paces.Keys.Except(leased.Select(job => job.Id)).ToList())
        {
            _paces.Remove(gone);
        }

        foreach (var ended in _troubles.Keys.Except(leased.Select(job => job.Id)).ToList())
        {
            _troubles.Remove(ended);
        }

        var worked = leased.Where(job => !_troubles.TryGetValue(job.Id, out var trouble) || trouble.IsOver).ToList();
        foreach (var job in worked)
        {
            await TryWorkAsync(job, cancellationToken);
        }

        return leased.Count == 0 ? Idle : worked.Exists(job => job.State == JobState.Freezing) ? TimeSpan.Zero : Tick;
    }

    /// <summary>Works at a job; when that fails unexpectedly it rests, and the others go on.</summary>
    private async Task TryWorkAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await (job.State == JobState.Freezing
                ? FreezeAsync(job, cancellationToken) : ActAsync(job, cancellationToken));
            _troubles.Remove(job.Id);
        }
        catch (Exception exception) when (
            exception is not (OutOfMemoryException or JournalUnavailableException)
            && !cancellationToken.IsCancellationRequested)
        {
            Log.JobFailed(logger, job.Id, Failures.Describe(exception));
            if (!_troubles.TryGetValue(job.Id, out var trouble))
            {
                _troubles[job.Id] = trouble = new Trouble(time);
            }

            if (trouble.Add() == MaxFailures)
            {
                await jobs.FailAsync(job.Id, JobRules.Unexpected, cancellationToken);
            }
        }
    }

    private async Task FreezeAsync(Job job, CancellationToken cancellationToken)
    {
        JobSet set;
        try
        {
            set = JobSet.Read(job.Filter);
        }
        catch (JsonException)
        {
            await jobs.FailAsync(
                job.Id, "What it is to take can't be read: it was created by another release. Create it anew.",
                cancellationToken);
            return;
        }

        if (set.Keys is { } given)
        {
            await jobs.FreezeAsync(job.Id, given, null, last: true, cancellationToken);
            return;
        }

        if (set.Window is { } window)
        {
            await jobs.FreezeAsync(
                job.Id, await windows.ReadAsync(window, cancellationToken), null, last: true, cancellationToken);
            return;
        }

        var (keys, next) = await search.KeysAsync(set.Search, job.AsOf, job.Cursor, FreezeBatch, cancellationToken);
        var frozen = await jobs.FreezeAsync(job.Id, keys, next, last: next is null, cancellationToken);
        if (frozen is { Total: > IJournalJobs.MaxKeys, State: JobState.Freezing })
        {
            await jobs.FailAsync(job.Id, JobRules.TooMany, cancellationToken);
        }
    }

    private async Task ActAsync(Job job, CancellationToken cancellationToken)
    {
        if (!_paces.TryGetValue(job.Id, out var pace))
        {
            _paces[job.Id] = pace = new Pace(job.RatePerSecond, Burst, time);
        }

        // What is due is done in transactions of a bounded size: the journal's writer has others to serve.
        for (var due = pace.Take(); due > 0; due -= ActBatch)
        {
            if (await jobs.ActAsync(
                job.Id, Math.Min(due, ActBatch), cancellationToken) is not { State: JobState.Running })
            {
                return;
            }
        }
    }

    /// <summary>What a job's unexpected failures come to: it rests for longer after each.</summary>
    private sealed class Trouble(TimeProvider time)
    {
        private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        private TimeSpan _rest;
        private long _since;
        private int _failures;

        public bool IsOver => time.GetElapsedTime(_since) >= _rest;

        /// <returns>How many there were.</returns>
        public int Add()
        {
            (_rest, _since) = (_backoff.Next(), time.GetTimestamp());
            return ++_failures;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error, Message = "The work at jobs failed unexpectedly; it goes on later. {Failure}")]
        public static partial void Failed(ILogger logger, string failure);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "Job {Job} failed unexpectedly; it is tried again. {Failure}")]
        public static partial void JobFailed(ILogger logger, long job, string failure);
    }
}
