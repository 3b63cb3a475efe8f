using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// A fake clock that goes from one timer to the next, and only once everything that the last one set going has come to
/// rest. A clock that is moved on in steps beside working threads runs ahead of them as soon as the machine is loaded,
/// and then measures the load.
/// </summary>
internal sealed class SteppedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Timer, DateTimeOffset> _due = [];
    private int _activity;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Note();
        return new Timer(this, callback, state, dueTime, period);
    }

    /// <summary>Says that something happened that is no timer's doing, such as a request.</summary>
    public void Note() => Interlocked.Increment(ref _activity);

    /// <summary>
    /// Goes from timer to timer until the task ends or the next timer lies past <paramref name="limit"/>.
    /// </summary>
    public async Task RunAsync(Task task, TimeSpan limit)
    {
        var end = GetUtcNow() + limit;
        var started = System.GetTimestamp();
        await SettleAsync(task);
        while (!task.IsCompleted)
        {
            if (NextDue() is { } next && next <= end)
            {
                if (next > GetUtcNow())
                {
                    SetUtcNow(next);
                }

                started = System.GetTimestamp();
            }
            else if (System.GetElapsedTime(started) > Patience)
            {
                return;
            }

            await SettleAsync(task);
        }
    }

    /// <summary>Real time that work may take which no timer is set for; beyond it there is none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private DateTimeOffset? NextDue()
    {
        lock (_lock)
        {
            return _due.Count == 0 ? null : _due.Values.Min();
        }
    }

    // At rest is what has done nothing while the pool's queue was emptied several times in turn. Under load each turn
    // takes as long as the work does.
    private async Task SettleAsync(Task task)
    {
        for (var calm = 0; calm < 25 && !task.IsCompleted;)
        {
            var before = Volatile.Read(ref _activity);
            await Task.Delay(TimeSpan.FromMilliseconds(1), System, Cancel);
            await Task.Factory.StartNew(
                () => { }, Cancel, TaskCreationOptions.PreferFairness,
                TaskScheduler.Default);
            calm = before == Volatile.Read(ref _activity) ? calm + 1 : 0;
        }
    }

    private void Set(Timer timer, TimeSpan dueTime)
    {
        Note();
        lock (_lock)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                _due.Remove(timer);
            }
            else
            {
                _due[timer] = GetUtcNow() + dueTime;
            }
        }
    }

    private sealed class Timer : ITimer
    {
        private readonly SteppedClock _clock;
        private readonly TimeSpan _period;
        private readonly ITimer _inner;

        public Timer(SteppedClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_clock, _period) = (clock, period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period);
            clock.Set(this, dueTime);
            _inner = clock.CreateInnerTimer(
                argument =>
                {
                    _clock.Set(this, _period);
                    callback(argument);
                },
                state,
                dueTime,
                period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _clock.Set(this, dueTime);
            return _inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            _clock.Set(this, Timeout.InfiniteTimeSpan);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private ITimer CreateInnerTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime, period);
}
