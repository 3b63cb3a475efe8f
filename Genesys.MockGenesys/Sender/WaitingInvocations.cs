using Genesys.MockGenesys.Determinism;
using Genesys.ServiceDefaults;

namespace Genesys.MockGenesys.Sender;

/// <summary>Requests in the order in which they are due.</summary>
internal sealed class WaitingInvocations(TimeProvider clock, MonotonicClock monotonic)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Invocation, (TimeSpan DueAt, long Order)> _queue = new();
    private TaskCompletionSource _added = NewSignal();
    private long _order;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public void Add(Invocation invocation, TimeSpan delay)
    {
        lock (_gate)
        {
            _queue.Enqueue(invocation, (monotonic.Now + delay, _order++));
            _added.TrySetResult();
        }
    }

    /// <summary>Waits until one is due and takes it. One caller at a time.</summary>
    public async Task<Invocation> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan wait;
            Task added;
            lock (_gate)
            {
                wait = Timeout.InfiniteTimeSpan;
                if (_queue.TryPeek(out var first, out var due))
                {
                    wait = due.DueAt - monotonic.Now;
                    if (wait <= TimeSpan.Zero)
                    {
                        _queue.Dequeue();
                        return first;
                    }

                    wait = TimerWait.WholeMilliseconds(wait);
                }

                _added = _added.Task.IsCompleted ? NewSignal() : _added;
                added = _added.Task;
            }

            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(added, Task.Delay(wait, clock, timer.Token));
            await timer.CancelAsync();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
