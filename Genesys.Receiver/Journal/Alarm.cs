namespace Genesys.Receiver.Journal;

/// <summary>Calls back at the earliest of the moments that it was set for.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _ring;
    private readonly ITimer _timer;
    private long _setFor = long.MaxValue;

    public Alarm(TimeProvider time, Action ring)
    {
        _time = time;
        _ring = ring;
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="at">Milliseconds since 1970; <see cref="long.MaxValue"/> for never.</param>
    public void SetFor(long at)
    {
        lock (_lock)
        {
            if (at < _setFor)
            {
                _setFor = at;

                // A timer's longest time is 49 days; one that rings early is set again.
                var wait = Math.Clamp(at - _time.GetUtcNow().ToUnixTimeMilliseconds(), 0, 86_400_000);
                _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        lock (_lock)
        {
            _setFor = long.MaxValue;
        }

        _ring();
    }
}
