using System.Collections.Concurrent;

namespace Genesys.Receiver.Processing;

/// <summary>The rounds that are under way, in the background and inline, and whether they are to end.</summary>
internal sealed class ActiveRounds : IDisposable
{
    private readonly ConcurrentDictionary<DeliveryRound, byte> _rounds = new();
    private readonly CancellationTokenSource _drained = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile bool _stopping;

    /// <summary>True once the service is stopping: no wait is begun any more.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Cancelled when the drain's time is over; writes to the journal are given up then too.</summary>
    public CancellationToken Drained => _drained.Token;

    /// <summary>The rounds under way.</summary>
    public ICollection<DeliveryRound> All => _rounds.Keys;

    public void Add(DeliveryRound round)
    {
        _rounds.TryAdd(round, 0);
        if (_stopping)
        {
            round.StopWaiting();
        }
    }

    public void Remove(DeliveryRound round)
    {
        _rounds.TryRemove(round, out _);
        PhaseChanged();
    }

    /// <summary>How many rounds want to send, send or settle, and how many wait before a retry.</summary>
    public (int Busy, int BackingOff) Count()
    {
        var busy = 0;
        var backingOff = 0;
        foreach (var (round, _) in _rounds)
        {
            if (round.Phase == RoundPhase.BackingOff)
            {
                backingOff++;
            }
            else
            {
                busy++;
            }
        }

        return (busy, backingOff);
    }

    /// <summary>The signal of the next change; take it before looking at what may change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public void PhaseChanged() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    /// <summary>Rounds that wait end now; requests that are out may finish, unless <paramref name="atOnce"/>.</summary>
    public void Stop(bool atOnce)
    {
        _stopping = true;
        foreach (var (round, _) in _rounds)
        {
            if (atOnce)
            {
                round.GiveUp();
            }
            else
            {
                round.StopWaiting();
            }
        }

        PhaseChanged();
    }

    /// <summary>The drain's time is over: everything ends.</summary>
    public void EndDrain()
    {
        Stop(atOnce: true);
        _drained.Cancel();
    }

    public void Dispose() => _drained.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
