namespace Genesys.Receiver.Journal;

/// <summary>Which anomalies are meant. A member that is null means any; texts are compared exactly.</summary>
internal sealed record AnomalyFilter
{
    /// <summary>The request id that the caller was answered with.</summary>
    public string? RequestId { get; init; }

    /// <summary>The envelope's id, as the anomaly has it.</summary>
    public string? EventId { get; init; }

    /// <summary>The trace that recorded it: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    public AnomalyKind? Kind { get; init; }

    /// <summary>An anomaly group's <see cref="AnomalyGroup.Id"/>.</summary>
    public string? Group { get; init; }

    /// <summary>Received at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    public AnomalyState? State { get; init; }
}
