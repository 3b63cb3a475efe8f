namespace Genesys.Receiver.Journal;

/// <summary>Where windows begin and end.</summary>
internal static class ReconciliationWindows
{
    /// <summary>
    /// Most windows that are made at once: behind a longer halt they are made one call after the other.
    /// </summary>
    private const int MaxMade = 100;

    /// <summary>For so long a window belongs to the receiver that took it.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromHours(1);

    /// <summary>
    /// Milliseconds: what was noted so much later than now was noted by a clock that was ahead. A window that couldn't
    /// be compared waits for minutes.
    /// </summary>
    public static readonly long Ahead = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    /// <summary>
    /// The windows that are to be made, up to the one that holds the present. The first of all is made before it
    /// begins.
    /// </summary>
    /// <param name="last">End of the last window; null when there is none.</param>
    /// <param name="since">Where the first of all begins, in milliseconds since 1970.</param>
    /// <param name="earliest">Before this moment nothing is known any more.</param>
    /// <param name="now">The present.</param>
    /// <param name="interval">A window's length in milliseconds.</param>
    public static IEnumerable<(long From, long To)> Next(long? last, long since, long earliest, long now, long interval)
    {
        var from = last is { } end && end >= earliest ? end : Up(Math.Max(earliest, last ?? since), interval);
        for (var made = 0; (from <= now || (made == 0 && last is null)) && made < MaxMade; made++)
        {
            var to = Up(from + 1, interval);
            yield return (from, to);
            from = to;
        }
    }

    private static long Up(long moment, long interval) => (moment + interval - 1) / interval * interval;
}
