namespace Genesys.Receiver.Processing;

/// <summary>When a delivery whose round failed is tried again: after 1 min, 5 min, 30 min, 2 h, then every 2 h up to 24 h from its first round.</summary>
internal static class OuterSchedule
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The next round's moment; null when the 24 h are over and the delivery is a dead letter.</summary>
    /// <param name="rounds">Rounds made before the one that failed now.</param>
    /// <param name="firstRoundAt">When the first one started.</param>
    /// <param name="now">The end of the round that failed.</param>
    /// <param name="retryAfter">The wait that the far side asked for, or null; a longer one counts.</param>
    public static DateTimeOffset? Next(int rounds, DateTimeOffset firstRoundAt, DateTimeOffset now, TimeSpan? retryAfter)
    {
        var end = firstRoundAt + Patience;
        if (now >= end)
        {
            return null;
        }

        var wait = Waits[Math.Clamp(rounds, 0, Waits.Length - 1)];
        if (retryAfter > wait)
        {
            wait = retryAfter.Value;
        }

        // The last round is made when the 24 h are over, not up to two hours before.
        return now + wait < end ? now + wait : end;
    }
}
