using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The wait before a retry within a fetch.</summary>
internal static class RetryWait
{
    /// <summary>
    /// A longer Retry-After ends the fetch: Genesys' own SDK gives up at the same 180 s, since daily limits exist.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(180);

    /// <summary>BaseDelay · Multiplier^n, or what the answer asked for, and up to MaxJitter.</summary>
    /// <param name="retry">The retry's number, from 0.</param>
    /// <param name="retryAfter">The wait that the answer asked for, or null.</param>
    /// <param name="options">Delay, multiplier and jitter.</param>
    /// <param name="random">Share of the jitter, from 0 to 1.</param>
    public static TimeSpan Before(int retry, TimeSpan? retryAfter, AttemptOptions options, double random)
    {
        var wait = retryAfter is { } asked
            ? TimeSpan.FromSeconds(Math.Min(asked.TotalSeconds, Longest.TotalSeconds))
            : Backoff.Exponential(options.BaseDelay, options.Multiplier, retry, Longest);
        return wait + (options.MaxJitter * random);
    }
}
