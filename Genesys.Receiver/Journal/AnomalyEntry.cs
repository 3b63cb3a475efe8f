namespace Genesys.Receiver.Journal;

/// <summary>Where an anomaly stands.</summary>
internal enum AnomalyState
{
    /// <summary>On its way to CloudWatch.</summary>
    Waiting,

    /// <summary>CloudWatch will never take it as it is; waits for an operator.</summary>
    SetAside,

    /// <summary>CloudWatch has taken it; it is kept for <see cref="JournalOptions.Retention"/>.</summary>
    Shipped,
}

/// <summary>An anomaly as an operator sees it.</summary>
internal sealed record AnomalyEntry
{
    /// <summary>The journal's own key.</summary>
    public required long Key { get; init; }

    public required AnomalyState State { get; init; }

    public required AnomalyRecord Record { get; init; }

    /// <summary>When it was set aside.</summary>
    public DateTimeOffset? SetAsideAt { get; init; }

    /// <summary>When CloudWatch took it.</summary>
    public DateTimeOffset? ShippedAt { get; init; }

    /// <summary>Why it was set aside.</summary>
    public string? Reason { get; init; }
}
