namespace Genesys.Receiver.Client;

/// <summary>What happened in one minute, all receivers of a journal together.</summary>
public sealed record ActivityMinute
{
    /// <summary>Where the minute begins.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>Events that came.</summary>
    public required long Received { get; init; }

    /// <summary>Events that were recorded.</summary>
    public required long Accepted { get; init; }

    /// <summary>Events that broke their schema.</summary>
    public required long Rejected { get; init; }

    /// <summary>Events that had been recorded before.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Deliveries whose processing ended well.</summary>
    public required long Finished { get; init; }

    /// <summary>Deliveries and hand-overs that failed for good.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Hand-overs that destinations took.</summary>
    public required long HandedOver { get; init; }

    /// <summary>Deliveries that were found to be of an event that Genesys had published before.</summary>
    public long Republished { get; init; }
}
