namespace Genesys.Receiver.Client;

/// <summary>Dead letters that failed alike: same reason, status, topic and destination.</summary>
public record FailureGroup
{
    /// <summary>Stays the same as long as the four are the same; fit for an address.</summary>
    public required string Id { get; init; }

    /// <summary>The reason of the last attempt.</summary>
    public required string Reason { get; init; }

    /// <summary>The last HTTP status; absent when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The destination that wouldn't take it; absent when it was the fetch that failed.</summary>
    public string? Destination { get; init; }

    /// <summary>How many there are now.</summary>
    public required long Count { get; init; }

    /// <summary>When the first of them failed.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last of them failed.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>How many failed in each five minutes of the last hour, oldest first: twelve numbers.</summary>
    public IReadOnlyList<long> Trend { get; init; } = [];

    /// <summary>Key of one of them.</summary>
    public required long Sample { get; init; }
}

/// <summary>A failure group with one of its deliveries, and one of the same topic that was finished.</summary>
public sealed record FailureDetails : FailureGroup
{
    /// <summary>One that failed, masked; absent when it ended meanwhile.</summary>
    public DeliveryDetails? Failed { get; init; }

    /// <summary>The last one of the same topic that was finished, masked; absent when there is none.</summary>
    public DeliveryDetails? Finished { get; init; }
}
