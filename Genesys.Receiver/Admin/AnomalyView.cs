using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>An anomaly as the interface shows it; it was masked before it was recorded.</summary>
internal sealed record AnomalyView
{
    public required long Key { get; init; }

    public required AnomalyState State { get; init; }

    public DateTimeOffset? SetAsideAt { get; init; }

    public string? Reason { get; init; }

    public required AnomalyRecord Anomaly { get; init; }

    public static AnomalyView Of(AnomalyEntry entry) => new()
    {
        Key = entry.Key,
        State = entry.State,
        SetAsideAt = entry.SetAsideAt,
        Reason = entry.Reason,
        Anomaly = entry.Record,
    };
}
