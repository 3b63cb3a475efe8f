using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// The clock by which deliveries are due and leases end: milliseconds since 1970. It is set once and then follows the
/// monotonic clock, so that a step of the system's clock, forwards or backwards, neither delays a delivery nor ends a
/// lease. Receivers that share a store have its clock, whatever their own say, and catch up with it: by that one they
/// also write when something ended, for any of them may remove what is kept for a time.
/// </summary>
internal sealed class JournalClock
{
    /// <summary>The longest wait that a delivery is given: the last step of the delayed retries.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);

    /// <summary>How far the clocks of receivers that share a journal may differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    // More than clocks that are kept right drift or are stepped by, which is to end no lease; far below the 40 s that a
    // lease of 60 s, renewed after a third of it, has to spare.
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(5);

    private Setting _setting;

    public JournalClock(TimeProvider time)
    {
        Time = time;
        _setting = new Setting(time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
    }

    public TimeProvider Time { get; }

    public long Now
    {
        get
        {
            var setting = Volatile.Read(ref _setting);
            return setting.At + (long)Time.GetElapsedTime(setting.Timestamp).TotalMilliseconds;
        }
    }

    /// <summary>
    /// A stored moment after this one was written by a clock that was wrong: no wait is that long. What it stands on is
    /// due at once.
    /// </summary>
    public long LatestDue => Now + (long)(LongestWait + Tolerance).TotalMilliseconds;

    /// <summary>Sets the clock to that of the store, which several receivers share.</summary>
    public void Set(long now) => Volatile.Write(ref _setting, new Setting(now, Time.GetTimestamp()));

    /// <summary>
    /// Sets the clock to the store's when that is ahead: this machine was suspended, and its monotonic clock stood
    /// still. To the other receivers what it leased by its own would be over as it is leased. The time for which an
    /// answer travels makes a store's clock look behind at most, and one that was set back is not followed.
    /// </summary>
    public void CatchUp(long now)
    {
        if (now - Now > MostBehind.TotalMilliseconds)
        {
            Set(now);
        }
    }

    public long After(TimeSpan duration) => Now + (long)duration.TotalMilliseconds;

    /// <summary>
    /// Until when the payload of a delivery that is finished now is kept; null when it goes at once.
    /// </summary>
    public long? KeptUntil(JournalOptions options) =>
        options.PayloadRetention > TimeSpan.Zero ? After(options.PayloadRetention) : null;

    /// <summary>
    /// A moment of the system's clock on this one: now at the earliest, <see cref="LongestWait"/> from now at the
    /// latest.
    /// </summary>
    public long Of(DateTimeOffset at)
    {
        var wait = WallClock.Between(Time.GetUtcNow(), at);
        return After(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait);
    }

    /// <summary>A moment of the system's clock on this one, however long ago or ahead.</summary>
    public long OfPast(DateTimeOffset at)
    {
        // This clock is read last: whatever was stored before the moment isn't later than what this returns.
        var age = (long)WallClock.Between(at, Time.GetUtcNow()).TotalMilliseconds;
        return Now - age;
    }

    /// <summary>
    /// A moment of the system's clock, or what is as long ago by this one when that is earlier: what is kept until it
    /// is older goes when it is so by both. The system's clock may be ahead for a while, and what is gone stays gone.
    /// </summary>
    public DateTimeOffset Earlier(DateTimeOffset at)
    {
        var own = DateTimeOffset.FromUnixTimeMilliseconds(OfPast(at));
        return own < at ? own : at;
    }

    /// <summary>A stored moment in the past as a time of the system's clock.</summary>
    public DateTimeOffset WhenPast(long at) => Time.GetUtcNow().AddMilliseconds(at - Now);

    /// <summary>A stored moment as a time of the system's clock, for whoever reads it; null when it has come.</summary>
    public DateTimeOffset? WhenDue(long due)
    {
        var wait = Math.Min(due, LatestDue) - Now;
        return wait > 0 ? Time.GetUtcNow().AddMilliseconds(wait) : null;
    }

    private sealed record Setting(long At, long Timestamp);
}
