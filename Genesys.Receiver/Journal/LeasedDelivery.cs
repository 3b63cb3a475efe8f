namespace Genesys.Receiver.Journal;

/// <summary>A delivery that this process owns until its lease expires (60 s; renewed while work goes on).</summary>
internal sealed record LeasedDelivery
{
    /// <summary>The journal's own key of the record, in the order of recording.</summary>
    public required long Key { get; init; }

    /// <summary>Token of this lease: another lease of the same delivery has another one.</summary>
    public required long Lease { get; init; }

    public required DeliveryRecord Record { get; init; }

    /// <summary>Attempts that were made before, over all processes.</summary>
    public required int Attempts { get; init; }

    /// <summary>Start of the first attempt, for the 24 h that a delivery is tried; null before it.</summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>End of the last attempt, those before a replay included; null before the first.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>True when it was recorded while its conversation rested.</summary>
    public bool HasRested { get; init; }

    /// <summary>
    /// What it waited before the attempt that its lease is for, once that has begun; null for less than a second.
    /// </summary>
    public AttemptWait? Wait { get; init; }
}
