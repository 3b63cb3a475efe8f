using System.Text.Json.Serialization;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>A fault, as a test asks for it with <c>POST /_faults</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class Fault
{
    private int _hits;

    /// <summary>Number of the fault, for <c>DELETE /_faults/{id}</c>.</summary>
    public int Id { get; set; }

    public required FaultKind Kind { get; init; }

    /// <summary>The operation that it applies to; every one when not given.</summary>
    public string? Operation { get; init; }

    /// <summary>Applies only to calls whose body contains this text.</summary>
    public string? Containing { get; init; }

    /// <summary>Share of the calls that it applies to, 0 to 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How many calls it applies to before it is over; no end when not given.</summary>
    public int? Count { get; init; }

    /// <summary>How many calls pass before it applies to the first.</summary>
    public int After { get; init; }

    /// <summary>How long it lasts, counted from the moment it is set; no end when not given.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>For <see cref="FaultKind.Latency"/>.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For <see cref="FaultKind.PartialRejection"/>: exclusive end of the events that are too old.</summary>
    public int TooOldEnd { get; init; }

    /// <summary>For <see cref="FaultKind.PartialRejection"/>: exclusive end of the events that have expired.</summary>
    public int ExpiredEnd { get; init; }

    /// <summary>For <see cref="FaultKind.PartialRejection"/>: first event that is too new.</summary>
    public int? TooNewStart { get; init; }

    /// <summary>Calls that it was applied to.</summary>
    public int Hits => Volatile.Read(ref _hits);

    [JsonIgnore]
    internal int Seen { get; set; }

    /// <summary>When it was set, as a timestamp of the clock.</summary>
    [JsonIgnore]
    internal long SetAt { get; set; }

    internal void Hit() => Interlocked.Increment(ref _hits);
}
