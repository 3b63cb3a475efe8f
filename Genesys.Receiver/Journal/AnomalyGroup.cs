namespace Genesys.Receiver.Journal;

/// <summary>Anomalies that are alike in their first finding.</summary>
internal sealed record AnomalyGroup
{
    /// <summary>Made of kind, path and code: the same in every run, fit for a URL.</summary>
    public required string Id { get; init; }

    public required AnomalyKind Kind { get; init; }

    /// <summary>
    /// JSON Pointer of the first finding, with <c>*</c> for an array's index; empty for the document itself.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Code of the first finding; empty when there is none.</summary>
    public required string Code { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>When the first was received, to ten minutes.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last was received, to ten minutes.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>How many in each ten minutes, oldest first; those without any are left out.</summary>
    public required IReadOnlyList<TimedCount> ByTime { get; init; }
}

/// <summary>A count of what began in a span of time.</summary>
/// <param name="At">The span's start.</param>
/// <param name="Count">How many.</param>
internal readonly record struct TimedCount(DateTimeOffset At, long Count);
