namespace Genesys.Receiver.Journal;

/// <summary>Where an anomaly stands. What CloudWatch has taken is no longer in the journal.</summary>
public enum AnomalyState
{
    /// <summary>On its way to CloudWatch.</summary>
    Waiting,

    /// <summary>CloudWatch will never take it as it is; waits for an operator.</summary>
    SetAside,
}

/// <summary>An anomaly as an operator sees it.</summary>
public sealed record AnomalyEntry
{
    /// <summary>The journal's own key.</summary>
    public required long Key { get; init; }

    public required AnomalyState State { get; init; }

    public required AnomalyRecord Record { get; init; }

    /// <summary>When it was set aside.</summary>
    public DateTimeOffset? SetAsideAt { get; init; }

    /// <summary>Why it was set aside.</summary>
    public string? Reason { get; init; }
}
