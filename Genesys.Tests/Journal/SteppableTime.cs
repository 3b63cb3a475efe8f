using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

/// <summary>
/// A fake clock that an operator can set: its time of day steps, its monotonic clock and its timers don't.
/// </summary>
public sealed class SteppableTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _step;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _step));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the clock forwards or backwards.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _step, by.Ticks);
}
