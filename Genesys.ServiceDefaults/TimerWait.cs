namespace Genesys.ServiceDefaults;

/// <summary>The length of a wait after which something is looked at again.</summary>
public static class TimerWait
{
    /// <summary>
    /// The wait in whole milliseconds, at least one. Timers count in them and round down: whoever waits until a moment
    /// would look again before it, and what is less than one would be no wait at all, over and over.
    /// </summary>
    public static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));
}
