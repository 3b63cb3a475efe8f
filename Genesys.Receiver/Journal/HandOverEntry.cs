namespace Genesys.Receiver.Journal;

/// <summary>Where a hand-over stands.</summary>
internal enum HandOverState
{
    /// <summary>Waiting or being handed over.</summary>
    Waiting,

    /// <summary>The destination has taken it.</summary>
    Delivered,

    /// <summary>Failed for good; waits for an operator.</summary>
    DeadLetter,

    /// <summary>Ended by an operator.</summary>
    Discarded,
}

/// <summary>A hand-over as the history of its delivery shows it.</summary>
internal sealed record HandOverEntry
{
    /// <summary>Name of the destination.</summary>
    public required string Destination { get; init; }

    public required HandOverState State { get; init; }

    /// <summary>Every attempt so far, oldest first.</summary>
    public required IReadOnlyList<AttemptEntry> Attempts { get; init; }

    /// <summary>When it was recorded, or last replayed.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When a waiting one waits for its time, that time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was delivered, dead-lettered or discarded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last attempt's HTTP status; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>Why it is a dead letter (see <see cref="HandOverReasons"/>), or why it was discarded.</summary>
    public string? Reason { get; init; }
}
