namespace Genesys.Receiver.Processing;

/// <summary>
/// When a delivery whose attempt failed is tried again: after 1 min, 5 min, 30 min, 2 h, then every 2 h up to 24 h from
/// its first attempt.
/// </summary>
internal static class DelayedRetrySchedule
{
    // As many are made in 24 h when each answer asks for an hour. A clock that is set a day ahead doesn't end the
    // retries of a new delivery.
    private const int LeastAttempts = 12;

    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The next attempt's moment; null when the 24 h are over and the delivery is a dead letter.</summary>
    /// <param name="attempts">Attempts made before the one that failed now.</param>
    /// <param name="firstAttemptAt">When the first one started.</param>
    /// <param name="now">The end of the attempt that failed.</param>
    /// <param name="retryAfter">The wait that the far side asked for, or null; a longer one counts.</param>
    public static DateTimeOffset? Next(
        int attempts, DateTimeOffset firstAttemptAt, DateTimeOffset now, TimeSpan? retryAfter)
    {
        var end = firstAttemptAt + Patience;
        if (now >= end && attempts + 1 >= LeastAttempts)
        {
            return null;
        }

        var wait = Waits[Math.Clamp(attempts, 0, Waits.Length - 1)];
        if (retryAfter > wait)
        {
            wait = retryAfter.Value;
        }

        // The last attempt is made when the 24 h are over, not up to two hours before.
        return now >= end || now + wait < end ? now + wait : end;
    }
}
