namespace Genesys.Receiver.Journal;

/// <summary>Calls back at the earliest of the moments that it was set for.</summary>
internal sealed class EarliestTimer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly JournalClock _clock;
    private readonly Action _elapsed;
    private readonly ITimer _timer;
    private long _setFor = long.MaxValue;

    public EarliestTimer(JournalClock clock, Action elapsed)
    {
        _clock = clock;
        _elapsed = elapsed;
        _timer = clock.Time.CreateTimer(_ => Elapsed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="at">A moment of the journal's clock; <see cref="long.MaxValue"/> for never.</param>
    public void SetFor(long at)
    {
        lock (_lock)
        {
            if (at < _setFor)
            {
                _setFor = at;

                // The longest time of a timer is 49 days. One that elapses early is set again.
                var wait = Math.Clamp(at - _clock.Now, 0, 86_400_000);
                _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Elapsed()
    {
        lock (_lock)
        {
            _setFor = long.MaxValue;
        }

        _elapsed();
    }
}
