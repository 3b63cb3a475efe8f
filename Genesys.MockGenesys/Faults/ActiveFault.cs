namespace Genesys.MockGenesys.Faults;

/// <summary>
/// A fault that was set, with how many requests it was applied to. Moments are those of the monotonic clock.
/// </summary>
internal sealed class ActiveFault(Fault fault, TimeSpan setAt, Random random)
{
    public Fault Fault { get; } = fault;

    /// <summary>Requests that it was applied to.</summary>
    public int Hits { get; private set; }

    private TimeSpan BeginsAt => setAt + Fault.StartsIn;

    /// <summary>Whether it will never be applied again.</summary>
    public bool IsOver(TimeSpan now) =>
        Hits >= Fault.Count || (Fault.Every is null && Fault.Duration is { } duration && now >= BeginsAt + duration);

    /// <summary>Whether <paramref name="now"/> lies in one of its windows.</summary>
    public bool IsOn(TimeSpan now)
    {
        if (now < BeginsAt || IsOver(now))
        {
            return false;
        }

        return Fault.Every is not { } every
            || Fault.Duration is not { } duration
            || (now - BeginsAt).Ticks % every.Ticks < duration.Ticks;
    }

    /// <summary>Draws whether it applies to this request, and counts it if so.</summary>
    public bool TryApply(TimeSpan now)
    {
        if (!IsOn(now) || (Fault.Share < 1 && random.NextDouble() >= Fault.Share))
        {
            return false;
        }

        Hits++;
        return true;
    }

    public TimeSpan DrawLatency() => Fault.Latency.Draw(random);

    public int DrawStatus()
    {
        var point = random.NextDouble() * Fault.StatusMix.Values.Sum();
        foreach (var (status, weight) in Fault.StatusMix.OrderBy(entry => entry.Key))
        {
            point -= weight;
            if (point < 0)
            {
                return status;
            }
        }

        return Fault.StatusMix.Keys.Max();
    }
}
