using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// Takes the hand-overs of one destination from the journal and makes them. It shares nothing with the others' but the
/// journal, so that the trouble of one is its own.
/// </summary>
internal sealed class DestinationPump(
    DestinationContext context,
    IDestination destination,
    DestinationCondition condition,
    DestinationCall call,
    IHandOverJournal journal,
    HandOverSettlement settlement,
    Yielding yielding,
    Action<ConditionNews> onNews,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    // What waits for nothing else than a free call: with it a lease's commit serves several of them.
    private const int LotsAhead = 2;

    // What wasn't used of it is made up for, and no more.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    // A journal that says "perhaps" without having anything is asked again after so long at most.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(1);

    private readonly DestinationOptions _options = context.Options;
    private readonly Pace _pace = new(context.Options.RatePerSecond, Burst, time);
    private readonly Backoff _journalBackoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private readonly HeldHandOvers _held = new();
    private readonly HandOverWaits _waits = new(context.Options, time);
    private readonly GatheredEnds _ends = new(yielding, time);
    private readonly CancellationTokenSource _drained = new();
    private int _calls;
    private TaskCompletionSource _changed = NewSignal();
    private int _emptyLeases;
    private volatile bool _isPausedByOperator;

    public DestinationContext Context => context;

    public DestinationCondition Condition => condition;

    /// <summary>What it took lately.</summary>
    public RecentRate Rate { get; } = new(time);

    /// <summary>True while its hand-overs are held back for intake.</summary>
    public bool IsHeldBack => yielding.IsHoldingBack;

    /// <summary>
    /// What the journal knows of it. An operator's pause holds from now on, or ends: then it is tried at once.
    /// </summary>
    public void Know(DestinationState? state)
    {
        yielding.Waiting(state?.Waiting ?? 0, _options.MaxWaiting);
        var isPaused = state?.Paused is not null;
        if (_isPausedByOperator != isPaused)
        {
            _isPausedByOperator = isPaused;
            Changed();
        }
    }

    /// <summary>Forgets that it failed.</summary>
    public void Resume()
    {
        condition.Works();
        Changed();
    }

    /// <summary>Hands one event over at once, whatever the destination's condition.</summary>
    public async Task<HandOverResult> TestAsync(LeasedHandOver handOver, CancellationToken cancellationToken)
    {
        var results = await call.MakeAsync([handOver], cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return results![0].Result;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var wait = TimeSpan.Zero;
            try
            {
                await TurnAsync(stopping);
                _journalBackoff.Reset();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (JournalUnavailableException exception)
            {
                wait = _journalBackoff.Next();
                DestinationLog.JournalUnavailable(logger, context.Name, wait, exception.Message);
            }
            catch (Exception exception)
            {
                wait = _journalBackoff.Next();
                DestinationLog.Broke(logger, context.Name, exception);
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// Gives back what wasn't begun, and waits for what was: not at all for a destination that fails.
    /// </summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        using var end = deadline.Register(_drained.Cancel);
        if (condition.IsFailing)
        {
            await _drained.CancelAsync();
        }

        await ReleaseReadyAsync();
        while (true)
        {
            var changed = NextChange;
            if (Calls == 0)
            {
                break;
            }

            await changed;
        }
    }

    /// <summary>Extends the leases of what is held.</summary>
    public async Task RenewAsync()
    {
        var held = _held.All;
        if (held.Count == 0)
        {
            return;
        }

        try
        {
            _held.Keep(held, (await journal.RenewHandOversAsync(held, CancellationToken.None)).ToHashSet());
        }
        catch (JournalUnavailableException exception)
        {
            DestinationLog.JournalUnavailable(logger, context.Name, TimeSpan.Zero, exception.Message);
        }
    }

    public void Dispose() => _drained.Dispose();

    private int Calls => Volatile.Read(ref _calls);

    private bool MayCall => Calls - _ends.Calls < MostCalls;

    private Task NextChange => Volatile.Read(ref _changed).Task;

    /// <summary>Most calls at a time as it fares.</summary>
    private int MostCalls => condition.IsFailing ? 1 : _options.Concurrency;

    /// <summary>Most events of a call: one that fails is tried with one.</summary>
    private int MostOfACall => condition.IsFailing ? 1 : destination.MaxBatch;

    private async Task TurnAsync(CancellationToken stopping)
    {
        var changed = NextChange;
        if (_isPausedByOperator)
        {
            await ReleaseReadyAsync();
            await _waits.HoldAsync(WaitReasons.Paused, () => changed.WaitAsync(stopping));
            return;
        }

        var wait = condition.Wait;
        if (wait > TimeSpan.Zero)
        {
            await ReleaseReadyAsync();
            await _waits.HoldAsync(WaitReasons.DestinationFailing, () => WaitAsync(changed, wait, stopping));
            return;
        }

        Start(stopping);
        if (_held.ReadyCount > 0 && MayCall)
        {
            // What intake holds back waits behind others: a backlog, as any. It waits for its time whatever changes.
            if (yielding.Wait is var yield && yield > _pace.Wait)
            {
                await Task.Delay(yield, time, stopping);
                return;
            }

            await _waits.HoldAsync(WaitReasons.RateLimit, () => WaitAsync(changed, _pace.Wait, stopping));
        }
        else if (Room() is > 0 and var room)
        {
            await LeaseAsync(room, changed, stopping);
        }
        else
        {
            await changed.WaitAsync(stopping);
        }
    }

    private int Room()
    {
        var most = MostCalls * MostOfACall * (condition.IsFailing ? 1 : LotsAhead);
        var held = _held.Count - _ends.HandOvers;
        return held > most / 2 ? 0 : most - held;
    }

    private async Task LeaseAsync(int room, Task changed, CancellationToken stopping)
    {
        var inOrder = _options.Ordering == DestinationOrdering.Conversation;
        var leased = await journal.LeaseHandOversAsync(context.Name, room, inOrder, stopping);
        if (leased.Count > 0)
        {
            _emptyLeases = 0;
            _held.Add(leased);
            Start(stopping);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var arrived = journal.WaitForHandOversAsync(context.Name, either.Token).AsTask();
        if (arrived.IsCompletedSuccessfully && ++_emptyLeases > 1)
        {
            var idle = Backoff.Exponential(TimeSpan.FromMilliseconds(10), 2, Math.Min(_emptyLeases, 10), LongestIdle);
            await WaitAsync(changed, idle, stopping);
        }
        else
        {
            await Task.WhenAny(changed, arrived).WaitAsync(stopping);
        }

        await either.CancelAsync();
        await arrived.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Begins as many calls as there may be; none from the stop on, whatever was just leased.</summary>
    private void Start(CancellationToken stopping)
    {
        while (MayCall && !stopping.IsCancellationRequested && TakeBatch() is { Count: > 0 } batch)
        {
            Interlocked.Increment(ref _calls);
            _ = Task.Run(() => RunAsync(batch), CancellationToken.None);
        }
    }

    private List<LeasedHandOver> TakeBatch() =>
        _held.TakeReady(_pace.Take(yielding.Take(Math.Min(_held.ReadyCount, MostOfACall))));

    private async Task RunAsync(List<LeasedHandOver> batch)
    {
        try
        {
            var startedAt = time.GetUtcNow();
            for (var i = 0; i < batch.Count; i++)
            {
                if (_waits.Of(batch[i], startedAt) is { } wait)
                {
                    batch[i] = batch[i] with { Wait = wait };
                }
            }

            if (await call.MakeAsync(batch, _drained.Token) is not { } settled)
            {
                await settlement.ReleaseAsync(context, batch, _drained.Token);
                return;
            }

            var results = settled.Select(one => one.Result).ToList();
            Judge(results);
            Rate.Add(results.Count(result => result.Kind == HandOverResultKind.Delivered));
            var endedAt = time.GetUtcNow();
            await _ends.WaitAsync(batch.Count, Changed);
            await settlement.SettleAsync(context, settled, startedAt, endedAt, condition.MaxDelay, _drained.Token);
            _waits.Ended(batch);
        }
        catch (Exception exception)
        {
            // Only a broken journal gets here; the leases run out, and the hand-overs come back.
            DestinationLog.Broke(logger, context.Name, exception);
        }
        finally
        {
            _held.Remove(batch);
            Interlocked.Decrement(ref _calls);
            Changed();
        }
    }

    /// <summary>
    /// One event that gets an answer shows that the destination works, whatever became of the others.
    /// </summary>
    private void Judge(List<HandOverResult> results)
    {
        var failure = results.FirstOrDefault(result => result.Kind == HandOverResultKind.Gone)
            ?? (results.All(result => result.Kind == HandOverResultKind.Failed) ? results[0] : null);
        if (failure is null)
        {
            if (condition.Works())
            {
                DestinationLog.Works(logger, context.Name);
            }

            return;
        }

        var news = condition.Fails(
            failure.Reason, failure.RetryAfter, isGone: failure.Kind == HandOverResultKind.Gone);
        if (news != ConditionNews.None)
        {
            onNews(news);
        }
    }

    private async Task ReleaseReadyAsync()
    {
        var ready = _held.TakeReady(int.MaxValue);
        try
        {
            await (ready.Count > 0 ? settlement.ReleaseAsync(context, ready, _drained.Token) : Task.CompletedTask);
        }
        finally
        {
            // Held on, their leases would be renewed for as long as this process lives, and nobody would call.
            _held.Remove(ready);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(changed, Task.Delay(TimerWait.WholeMilliseconds(wait), time, end.Token)).WaitAsync(stopping);
        await end.CancelAsync();
    }

    private void Changed() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
