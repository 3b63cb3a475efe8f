namespace Genesys.Receiver.Hosting;

/// <summary>
/// Waits that double with each failure up to a longest one. Half of each is random, so that several receivers don't
/// return at once.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    public void Reset() => _failures = 0;

    /// <summary>The wait after a further failure.</summary>
    public TimeSpan Next() => WithJitter(Exponential(first, 2, _failures++, longest));

    /// <summary>Half of a wait, and a random part of its other half.</summary>
    public static TimeSpan WithJitter(TimeSpan wait) => (wait / 2) + (wait / 2 * Random.Shared.NextDouble());

    /// <summary>first · multiplier^failures, at most <paramref name="longest"/>.</summary>
    public static TimeSpan Exponential(TimeSpan first, double multiplier, int failures, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(multiplier, failures)));
}
