namespace Genesys.Receiver.Journal;

/// <summary>Dead letters that failed alike.</summary>
internal sealed record FailureGroup
{
    /// <summary>Made of reason, status, topic and destination: the same in every run, fit for a URL.</summary>
    public required string Id { get; init; }

    /// <summary>The last attempt's reason.</summary>
    public required string Reason { get; init; }

    /// <summary>The last attempt's HTTP status; 0 when there was none.</summary>
    public required int Status { get; init; }

    /// <summary>The envelope's <c>detail-type</c> or <c>event_type</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>The destination whose hand-over failed; null when the fetch did.</summary>
    public string? Destination { get; init; }

    /// <summary>How many wait for an operator.</summary>
    public required long Count { get; init; }

    /// <summary>When the first of them failed.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last of them failed.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>How many failed in each five minutes of the last hour, oldest first: 12 counts.</summary>
    public required IReadOnlyList<int> Trend { get; init; }

    /// <summary>Key of the newest of them.</summary>
    public required long Sample { get; init; }
}
