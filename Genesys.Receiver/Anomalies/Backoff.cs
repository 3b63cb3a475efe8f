namespace Genesys.Receiver.Anomalies;

/// <summary>Waits that double with each failure up to a longest one; half of each is random, so that several receivers don't return at once.</summary>
internal sealed class Backoff(CloudWatchOptions options)
{
    private int _failures;

    public void Reset() => _failures = 0;

    /// <summary>The wait after a further failure.</summary>
    public TimeSpan Next()
    {
        var longest = Math.Min(options.MaxDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds((longest / 2) + (Random.Shared.NextDouble() * longest / 2));
    }
}
