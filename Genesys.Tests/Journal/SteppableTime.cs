using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

/// <summary>
/// A fake clock that an operator can set: its time of day steps, its monotonic clock and its timers don't. It can go on
/// while it is read.
/// </summary>
public sealed class SteppableTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _step;
    private long _slip;
    private int _readings;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _step));

    public override long GetTimestamp()
    {
        if (Interlocked.Decrement(ref _readings) == 0)
        {
            Interlocked.Add(ref _slip, TimeSpan.TicksPerMillisecond);
        }

        return base.GetUtcNow().Ticks + Interlocked.Read(ref _slip);
    }

    /// <summary>Sets the clock forwards or backwards.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _step, by.Ticks);

    /// <summary>Lets a millisecond go by at a reading of the monotonic clock, counted from 1, and no timer.</summary>
    public void SlipAt(int reading) => Volatile.Write(ref _readings, reading);
}
