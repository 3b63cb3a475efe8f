namespace Genesys.Receiver.Journal;

/// <summary>Where a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>Waiting or being processed.</summary>
    Open,

    /// <summary>Processed.</summary>
    Finished,

    /// <summary>Failed for good; waits for an operator.</summary>
    DeadLetter,

    /// <summary>Ended by an operator.</summary>
    Discarded,
}

/// <summary>A delivery as an operator sees it.</summary>
internal sealed record DeliveryEntry
{
    /// <summary>The journal's own key.</summary>
    public required long Key { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The delivery; without its payload once it is finished or discarded.</summary>
    public required DeliveryRecord Record { get; init; }

    /// <summary>Every attempt so far, oldest first.</summary>
    public required IReadOnlyList<AttemptEntry> Attempts { get; init; }

    /// <summary>When an open one waits for its time, that time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was finished, dead-lettered or discarded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why an operator discarded it.</summary>
    public string? DiscardReason { get; init; }

    /// <summary>
    /// The first delivery of its event, when Genesys published that again under another envelope id; else null.
    /// </summary>
    public FirstDelivery? Republished { get; init; }

    /// <summary>How often it came again; null when it never did. Written every few seconds.</summary>
    public DuplicateCount? Duplicates { get; init; }

    /// <summary>Its hand-overs, in the order of recording.</summary>
    public IReadOnlyList<HandOverEntry> HandOvers { get; init; } = [];
}
