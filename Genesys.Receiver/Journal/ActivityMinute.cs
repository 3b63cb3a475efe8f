namespace Genesys.Receiver.Journal;

/// <summary>
/// What happened within one minute, over all receivers. Counted as it happens: what is removed later still counts.
/// </summary>
internal sealed record ActivityMinute
{
    /// <summary>The minute's start.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>Deliveries that were offered: accepted, duplicates and rejected.</summary>
    public long Received => Accepted + Duplicates + Rejected;

    /// <summary>Deliveries that were recorded.</summary>
    public long Accepted { get; init; }

    /// <summary>
    /// Anomalies that were recorded of what a caller sent; those of dead letters and of drift don't count.
    /// </summary>
    public long Rejected { get; init; }

    /// <summary>Deliveries of events that were known.</summary>
    public long Duplicates { get; init; }

    /// <summary>Deliveries whose processing ended well.</summary>
    public long Finished { get; init; }

    /// <summary>Deliveries that failed for good.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Hand-overs that a destination took.</summary>
    public long HandedOver { get; init; }

    /// <summary>Deliveries that were found to be of an event that Genesys had published before.</summary>
    public long Republished { get; init; }
}
