namespace Genesys.Receiver.Journal;

/// <summary>
/// A structural anomaly on its way to CloudWatch Logs. Nothing in it is personal: it is masked before it comes here.
/// </summary>
internal sealed record AnomalyRecord
{
    public required AnomalyKind Kind { get; init; }

    /// <summary>The request id that the caller was answered with.</summary>
    public required string RequestId { get; init; }

    /// <summary>Moment of receipt; the log event's timestamp.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>One bounded sentence per finding, never quoting what was sent.</summary>
    public required string ErrorDetails { get; init; }

    /// <summary>How many findings there were.</summary>
    public int ErrorCount { get; init; } = 1;

    /// <summary>JSON Pointers of the findings.</summary>
    public IReadOnlyList<string> ErrorPaths { get; init; } = [];

    /// <summary>
    /// Codes of the findings, in the order of their pointers; empty in a record of an earlier release.
    /// </summary>
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>Size of what was sent in bytes (of the part that was read when it was over the limit).</summary>
    public required long PayloadSize { get; init; }

    /// <summary>The payload's shape with its values redacted, bounded.</summary>
    public required string MaskedPayload { get; init; }

    /// <summary>
    /// The HTTP status that the caller was answered with, or the downstream's last status; 0 when there was none.
    /// </summary>
    public required int StatusCode { get; init; }

    /// <summary>
    /// The envelope's id, already in the form that may be written in clear (or its SHA-256); null when unknown.
    /// </summary>
    public string? EventId { get; init; }

    /// <summary>
    /// The envelope's source, already in the form that may be written in clear (or its SHA-256); null when unknown.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Name of the schema that judged it; null when none did.</summary>
    public string? Schema { get; init; }

    /// <summary>W3C <c>traceparent</c> of the span that recorded it; null when nothing traces.</summary>
    public string? TraceParent { get; init; }
}
