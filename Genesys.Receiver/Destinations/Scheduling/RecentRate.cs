namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>How many a second there were in the last minute.</summary>
internal sealed class RecentRate(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Seconds];
    private readonly long _start = time.GetTimestamp();
    private long _second;

    public double PerSecond
    {
        get
        {
            lock (_lock)
            {
                MoveOn();
                return (double)_counts.Sum() / Math.Clamp(_second, 1, Seconds);
            }
        }
    }

    public void Add(int count)
    {
        lock (_lock)
        {
            MoveOn();
            _counts[_second % Seconds] += count;
        }
    }

    private void MoveOn()
    {
        var now = (long)time.GetElapsedTime(_start).TotalSeconds;
        for (var second = Math.Max(_second + 1, now - Seconds + 1); second <= now; second++)
        {
            _counts[second % Seconds] = 0;
        }

        _second = now;
    }
}
