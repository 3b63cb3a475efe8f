using System.Diagnostics;
using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// Keeps the index in step with what this receiver records and ends, beside its work: for a tenth of the time in a
/// flood, for half of it while less comes in, and without a pause when nothing does.
/// </summary>
internal sealed class PostgresIndex(
    PostgresIndexRows rows, PostgresRepair repair, ChangedKeys deliveries, ChangedKeys anomalies,
    PostgresChanges changes, IntakeLoad load, TimeProvider time, string host, ILogger logger) : IAsyncDisposable
{
    private const int Batch = 2_000;

    // Events a second.
    private const double Flood = 5_000;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileAwaited = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<long> _pending = [];
    private readonly Queue<long> _pendingAnomalies = [];
    private Task _loop = Task.CompletedTask;
    private bool _wantsLap = true;
    private (long Recorded, long Changes, long At) _measured = (0, 0, Stopwatch.GetTimestamp());

    /// <summary>How far it is with what this receiver recorded.</summary>
    public IndexPasses Passes { get; } = new(time);

    public void Start() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var (pause, mayBeCut) = (AfterFailure, false);
            try
            {
                var more = await StepAsync();
                var took = Stopwatch.GetElapsedTime(started);
                var full = took * RestAt(EventsPerSecond(), load.IsCrowded);
                (pause, mayBeCut) = Passes.IsAwaited
                    ? (WhileAwaited, false) : (more || full > Gather ? full : Gather, true);
            }
            catch (JournalUnavailableException e)
            {
                Passes.Stop();
                if (PostgresFailure.IndexSentence(e.InnerException, host) is { } sentence)
                {
                    Passes.Fail(logger, sentence);
                }
            }
            catch (Exception e)
            {
                Passes.Stop();
                Passes.Fail(logger, IndexPasses.FaultSentence, e);
            }

            var rest = mayBeCut ? Passes.Awaited.WaitAsync(pause, TimeProvider.System, _stop.Token)
                : Task.Delay(pause, TimeProvider.System, _stop.Token);
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> StepAsync()
    {
        var pass = Passes.Begin();
        var started = Passes.Now;
        Take(deliveries, _pending);
        Take(anomalies, _pendingAnomalies);
        if (_wantsLap)
        {
            // Whoever can't begin it now still wants it.
            await repair.BeginAsync();
            _wantsLap = false;
        }

        await DoAsync(_pending, rows.RefreshAsync);
        await DoAsync(_pendingAnomalies, rows.AddAnomaliesAsync);
        var isRepaired = await repair.StepAsync();
        var waits = _pending.Count > 0 || _pendingAnomalies.Count > 0;
        var isCaughtUp = !waits && !repair.IsWanted;
        Passes.End(pass, isCaughtUp ? started : null, isCaughtUp);

        // What another receiver repairs is looked at again after a while, and not as fast as the database answers.
        return waits || isRepaired;
    }

    /// <summary>How long it rests after a step, as a multiple of what the step took.</summary>
    /// <param name="eventsPerSecond">What is going on now, not what is left of before.</param>
    /// <param name="isCrowded">True while senders wait: on a machine that is slow, fewer events are a flood.</param>
    public static int RestAt(double eventsPerSecond, bool isCrowded) => eventsPerSecond switch
    {
        _ when isCrowded => 9,
        0 => 0,
        <= Flood => 1,
        _ => 9,
    };

    // What is recorded; or what is fetched, which changes each once more, when that is more.
    private double EventsPerSecond()
    {
        var (last, now) = (_measured, (changes.Recorded, changes.Added, Stopwatch.GetTimestamp()));
        _measured = now;
        var events = Math.Max(now.Recorded - last.Recorded, (now.Added - last.Changes) / 2.0);
        return events / Stopwatch.GetElapsedTime(last.At, _measured.At).TotalSeconds;
    }

    // What waits behind a step stays where it is bounded.
    private void Take(ChangedKeys changed, Queue<long> pending)
    {
        if (pending.Count >= Batch)
        {
            return;
        }

        var (keys, overflowed) = changed.Take();
        foreach (var key in keys)
        {
            pending.Enqueue(key);
        }

        _wantsLap |= overflowed;
    }

    // Taken from the queue when they are done: a database that is away for a moment loses none.
    private static async Task DoAsync(Queue<long> pending, Func<IReadOnlyCollection<long>, Task> refresh)
    {
        var keys = pending.Take(Batch).ToList();
        if (keys.Count > 0)
        {
            await refresh([.. keys.Distinct()]);
            keys.ForEach(_ => pending.Dequeue());
        }
    }
}
