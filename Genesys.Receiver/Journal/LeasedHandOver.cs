namespace Genesys.Receiver.Journal;

/// <summary>A hand-over that this process owns until its lease expires (60 s; renewed while work goes on).</summary>
internal sealed record LeasedHandOver
{
    /// <summary>The journal's own key of the hand-over, in the order of recording.</summary>
    public required long Key { get; init; }

    /// <summary>Token of this lease: another lease of the same hand-over has another one.</summary>
    public required long Lease { get; init; }

    /// <summary>Name of the destination.</summary>
    public required string Destination { get; init; }

    /// <summary>
    /// The delivery with its payload; of an operator event what stands in its place, see <see cref="OperatorEvent"/>.
    /// </summary>
    public required DeliveryRecord Record { get; init; }

    /// <summary>What the delivery's fetch brought; null when it was recorded without one.</summary>
    public FetchedContent? Content { get; init; }

    /// <summary>Why the fetch failed for good; null when it didn't.</summary>
    public string? ConversationError { get; init; }

    /// <summary>Attempts that were made before, over all processes.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the hand-over was recorded, or last replayed: its age counts from here.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Start of the first attempt; null before it.</summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>End of the last attempt, those before a replay included; null before the first.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>
    /// What it waited before the attempt that its lease is for, once that has begun; null for less than a second.
    /// </summary>
    public AttemptWait? Wait { get; init; }

    /// <summary>The trace of that attempt: 32 hexadecimal digits; null when nothing traces.</summary>
    public string? TraceId { get; init; }

    /// <summary>True for an operator event.</summary>
    public bool IsOperatorEvent { get; init; }
}
