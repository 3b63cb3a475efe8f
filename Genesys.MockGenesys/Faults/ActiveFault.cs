namespace Genesys.MockGenesys.Faults;

/// <summary>A fault that was set, with how often it has struck.</summary>
internal sealed class ActiveFault(Fault fault, DateTimeOffset setAt, Random random)
{
    public Fault Fault { get; } = fault;

    /// <summary>Requests that it has met.</summary>
    public int Met { get; private set; }

    private DateTimeOffset BeginsAt => setAt + Fault.StartsIn;

    /// <summary>Whether it will never strike again.</summary>
    public bool IsOver(DateTimeOffset now) =>
        Met >= Fault.Count || (Fault.Every is null && Fault.Duration is { } duration && now >= BeginsAt + duration);

    /// <summary>Whether <paramref name="now"/> lies in one of its windows.</summary>
    public bool IsOn(DateTimeOffset now)
    {
        if (now < BeginsAt || IsOver(now))
        {
            return false;
        }

        return Fault.Every is not { } every || Fault.Duration is not { } duration || (now - BeginsAt).Ticks % every.Ticks < duration.Ticks;
    }

    /// <summary>Draws whether it meets this request, and counts it if so.</summary>
    public bool Strike(DateTimeOffset now)
    {
        if (!IsOn(now) || (Fault.Share < 1 && random.NextDouble() >= Fault.Share))
        {
            return false;
        }

        Met++;
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
