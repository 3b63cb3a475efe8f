using System.Text.Json.Serialization;

namespace Genesys.MockGenesys.Faults;

/// <summary>One way in which the mock misbehaves: what it does, to which requests, how often, and when.</summary>
public sealed record Fault
{
    private static readonly IReadOnlyDictionary<int, double> UnavailableOnly =
        new Dictionary<int, double> { [503] = 1 };

    /// <summary>Name to delete it by; given by the mock when absent.</summary>
    public string Id { get; init; } = "";

    [JsonRequired]
    public FaultKind Kind { get; init; }

    public FaultScope Scope { get; init; }

    /// <summary>Share of the requests in scope that it applies to, above 0 and at most 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Ends after it was applied to this many requests; absent: never.</summary>
    public int? Count { get; init; }

    /// <summary>Time until it begins.</summary>
    public TimeSpan StartsIn { get; init; }

    /// <summary>Time that it lasts; absent: until it is deleted.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Begins again after this time, counted from its beginning; needs <see cref="Duration"/>.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Only for <see cref="FaultKind.Latency"/>.</summary>
    public LatencyDistribution Latency { get; init; } = new();

    /// <summary>
    /// Only for <see cref="FaultKind.Status"/>: statuses from 400 to 599 and their weights, for example <c>{"500": 1,
    /// "503": 3}</c>.
    /// </summary>
    public IReadOnlyDictionary<int, double> StatusMix { get; init; } = UnavailableOnly;

    /// <summary>Seconds in <c>Retry-After</c> of <see cref="FaultKind.TooManyRequests"/>, 0 to 86,400.</summary>
    public int RetryAfterSeconds { get; init; } = 2;

    /// <summary>What is wrong with it, in sentences; empty when it can be used.</summary>
    public IEnumerable<string> FindProblems()
    {
        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(Scope))
        {
            yield return "Set kind and scope to one of the documented names.";
        }

        if (Id.Length > 64)
        {
            yield return "Set id to at most 64 characters, or leave it out.";
        }

        if (Share is not (> 0 and <= 1))
        {
            yield return "Set share to a number above 0 and at most 1.";
        }

        if (Count is < 1)
        {
            yield return "Set count to at least 1, or leave it out.";
        }

        if (StartsIn < TimeSpan.Zero || Duration <= TimeSpan.Zero)
        {
            yield return "Set startsIn to zero or more and duration to more than zero.";
        }

        if (Every is { } every && (Duration is null || every <= Duration))
        {
            yield return "Set every to more than duration, and set duration too.";
        }

        if (Latency.From < TimeSpan.Zero || Latency.To < Latency.From || Latency.To > TimeSpan.FromMinutes(5))
        {
            yield return "Set latency.from to zero or more and latency.to from there to at most 5 minutes.";
        }

        if (StatusMix.Count is 0 or > 50
            || StatusMix.Any(entry => entry.Key is < 400 or > 599 || entry.Value is not (> 0 and < 1e6)))
        {
            yield return "Set statusMix to 1 to 50 statuses from 400 to 599, each with a weight above 0.";
        }

        if (RetryAfterSeconds is < 0 or > 86_400)
        {
            yield return "Set retryAfterSeconds to a number from 0 to 86400.";
        }
    }
}
