using System.Diagnostics;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Reconciliation;

/// <summary>
/// Compares one window after the other, each once, and looks again later for what was missing. All that it knows is in
/// the journal, so that a restart, or another receiver of the same journal, goes on where it ended.
/// </summary>
internal sealed partial class Reconciler(
    IJournalReconciliation windows,
    IJournalSearch search,
    IJournal journal,
    WindowCheck check,
    FoundConversations found,
    OperatorEvents operators,
    ReceiverMetrics metrics,
    IOptions<ReconciliationOptions> options,
    IOptions<JournalOptions> kept,
    TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BehindIndex = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterProblem = TimeSpan.FromMinutes(5);

    private readonly ReconciliationOptions _options = options.Value;
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        await Task.Yield();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, journal.Unreachable);
        while (!ending.IsCancellationRequested)
        {
            var wait = TimeSpan.Zero;
            try
            {
                var isRecorded = await TryRecordAsync(ending.Token);
                wait = await StepAsync(ending.Token);
                if (isRecorded)
                {
                    _backoff.Reset();
                }
                else
                {
                    wait = TimeSpan.FromTicks(Math.Max(wait.Ticks, _backoff.Next().Ticks));
                }
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException)
            {
                wait = _backoff.Next();
            }
            catch (Exception exception) when (IsUnexpected(exception))
            {
                Log.Broke(logger, Failures.Describe(exception));
                wait = _backoff.Next();
            }

            await Task.Delay(wait, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsUnexpected(Exception exception) =>
        exception is not (OutOfMemoryException or JournalUnavailableException);

    /// <summary>Records what jobs asked for; false when that failed unexpectedly, which no window waits for.</summary>
    private async Task<bool> TryRecordAsync(CancellationToken cancellationToken)
    {
        try
        {
            await found.RecordAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (IsUnexpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.Broke(logger, Failures.Describe(exception));
            return false;
        }
    }

    /// <summary>Deals with the window that is due.</summary>
    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        var taken = await windows.TakeAsync(
            time.GetUtcNow() - _options.Lookback, _options.Interval, _options.Delay, cancellationToken);
        if (taken is not { } window)
        {
            return Idle;
        }

        if (window.CheckedAt is null && window.From < time.GetUtcNow() - kept.Value.Retention)
        {
            // Whatever came for it is forgotten: all of it would seem to be missing.
            Log.GivenUp(logger, window.From, window.To, ReconciliationProblems.TooOld);
            await windows.KeepAsync(
                window with { DueAt = null, Problem = ReconciliationProblems.TooOld }, [], [], cancellationToken);
            return TimeSpan.Zero;
        }

        if (search.IndexedUpTo < window.To + _options.Delay)
        {
            // What was recorded in time couldn't be found yet.
            await windows.KeepAsync(window with { DueAt = time.GetUtcNow() + BehindIndex }, [], [], cancellationToken);
            return Idle;
        }

        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.ReconcileWindow);
        try
        {
            return await DealWithAsync(window, span, cancellationToken);
        }
        catch (Exception exception) when (IsUnexpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            // The window would be the first that is due the next time too, and no other would get its turn.
            Log.Broke(logger, Failures.Describe(exception));
            span.Fail(exception);
            await windows.KeepAsync(
                window with { DueAt = time.GetUtcNow() + AfterProblem, Problem = ReconciliationProblems.Unexpected },
                [], [], cancellationToken);
            return Retry;
        }
    }

    private async Task<TimeSpan> DealWithAsync(
        ReconciliationWindow window, Activity? span, CancellationToken cancellationToken)
    {
        if (window.CheckedAt is null)
        {
            var (compared, entries) = await check.CompareAsync(window, cancellationToken);
            await KeepAsync(compared, entries, cancellationToken);
            span?.SetTag(ReceiverTelemetry.MissingCountKey, compared.Missing + compared.Incomplete);
            if (compared.Problem is { } problem)
            {
                // One question a minute, whichever windows are due: failures of these alone must not open the circuit.
                span.Fail("not_compared", problem);
                return Retry;
            }
        }
        else
        {
            var (looked, late) = await check.LookAgainAsync(window, cancellationToken);
            span?.SetTag(ReceiverTelemetry.MissingCountKey, looked.Missing + looked.Incomplete);
            if (await windows.KeepAsync(looked, [], late, cancellationToken))
            {
                metrics.ConversationsReconciled("late", late.Count);
            }
        }

        return TimeSpan.Zero;
    }

    private async Task KeepAsync(
        ReconciliationWindow compared, IReadOnlyList<ReconciliationEntry> entries, CancellationToken cancellationToken)
    {
        if (compared.Problem is { } problem)
        {
            Log.NotCompared(logger, compared.From, compared.To, problem);
            await windows.KeepAsync(
                compared with { DueAt = time.GetUtcNow() + AfterProblem }, [], [], cancellationToken);
            return;
        }

        if (!await windows.KeepAsync(compared, entries, [], cancellationToken))
        {
            return;
        }

        metrics.ConversationsReconciled("known", compared.Known);
        metrics.ConversationsReconciled("missing", compared.Missing);
        metrics.ConversationsReconciled("incomplete", compared.Incomplete);
        metrics.ConversationsReconciled("not_expected", compared.NotExpected);
        Tell("missing", compared.Missing, compared);
        Tell("incomplete", compared.Incomplete, compared);
        if (compared.Missing + compared.Incomplete > 0)
        {
            Log.EventsMissing(logger, compared.Id, compared.From, compared.To, compared.Missing, compared.Incomplete);
        }
    }

    private void Tell(string result, int count, ReconciliationWindow window)
    {
        if (count > 0)
        {
            operators.Notice(
                OperatorEvents.EventsMissing,
                result,
                [new("from", window.From.ToString("O")), new("to", window.To.ToString("O"))],
                count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Reconciliation window {Window} ({From:O} to {To:O}): {Missing} conversations have no known "
                + "event, "
                + "{Incomplete} lack the event that ends them. GET /admin/reconciliation/{Window} names them.")]
        public static partial void EventsMissing(
            ILogger logger, long window, DateTimeOffset from, DateTimeOffset to, int missing, int incomplete);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciliation of {From:O} to {To:O} waits: {Problem}")]
        public static partial void NotCompared(ILogger logger, DateTimeOffset from, DateTimeOffset to, string problem);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "Reconciliation of {From:O} to {To:O} is given up: {Problem}")]
        public static partial void GivenUp(ILogger logger, DateTimeOffset from, DateTimeOffset to, string problem);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "Reconciliation failed unexpectedly; it goes on later. {Failure}")]
        public static partial void Broke(ILogger logger, string failure);
    }
}
