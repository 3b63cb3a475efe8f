using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>Where an anomaly stands.</summary>
[JsonConverter(typeof(CamelCase<AnomalyState>))]
public enum AnomalyState
{
    /// <summary>On its way to CloudWatch.</summary>
    Waiting,

    /// <summary>CloudWatch will never take it as it is; waits for an operator.</summary>
    SetAside,

    /// <summary>CloudWatch has it.</summary>
    Shipped,

    /// <summary>In a filter: whatever it is.</summary>
    Any,
}

/// <summary>What anomalies to find. All of it must fit; what is absent fits everything.</summary>
public sealed record AnomalyFilter
{
    /// <summary>The type as CloudWatch has it, such as <c>SCHEMA_VALIDATION_FAILURE</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The id of an anomaly group.</summary>
    public string? Group { get; init; }

    /// <summary>The envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>The request id that the sender was answered with.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace that recorded it: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>Received at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Where it stands; any when absent.</summary>
    public AnomalyState? State { get; init; }
}

/// <summary>A structural anomaly. It was masked before it was recorded.</summary>
public sealed record Anomaly
{
    /// <summary>The journal's own key.</summary>
    public required long Key { get; init; }

    /// <summary>Where it stands.</summary>
    public required AnomalyState State { get; init; }

    /// <summary>The type as CloudWatch has it, such as <c>SCHEMA_VALIDATION_FAILURE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The request id that the sender was answered with.</summary>
    public required string RequestId { get; init; }

    /// <summary>The trace that recorded it.</summary>
    public string? TraceId { get; init; }

    /// <summary>Moment of receipt.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>One sentence for each finding.</summary>
    public required string ErrorDetails { get; init; }

    /// <summary>How many findings there were.</summary>
    public required int ErrorCount { get; init; }

    /// <summary>The findings that were kept.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Bytes of what was sent, or of the part that was read when it was over the limit.</summary>
    public required long PayloadSize { get; init; }

    /// <summary>The payload's shape with its values masked; absent in lists.</summary>
    public string? MaskedPayload { get; init; }

    /// <summary>
    /// The status that the sender was answered, or the last one of Genesys Cloud; absent without one.
    /// </summary>
    public int? StatusCode { get; init; }

    /// <summary>The envelope's id, or its SHA-256; absent when unknown.</summary>
    public string? EventId { get; init; }

    /// <summary>The envelope's source, or its SHA-256; absent when unknown.</summary>
    public string? Source { get; init; }

    /// <summary>The schema that it was judged by; absent when none did.</summary>
    public string? Schema { get; init; }

    /// <summary>When CloudWatch took it, or it was set aside.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was set aside.</summary>
    public string? Reason { get; init; }
}

/// <summary>Anomalies that are alike in their first finding.</summary>
public sealed record AnomalyGroup
{
    /// <summary>Stays the same as long as type, path and code are the same; fit for an address.</summary>
    public required string Id { get; init; }

    /// <summary>The type as CloudWatch has it.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// JSON Pointer of the finding, with <c>*</c> for an array's index; absent for the whole document.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Code of the finding; absent when it wasn't kept.</summary>
    public string? Code { get; init; }

    /// <summary>How many there are.</summary>
    public required long Count { get; init; }

    /// <summary>Receipt of the first; from SQLite, the beginning of its ten minutes.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>Receipt of the last; from SQLite, the beginning of its ten minutes.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>Counts of ten minutes each, oldest first; those without any are left out.</summary>
    public IReadOnlyList<TimeCount> ByTime { get; init; } = [];
}

/// <summary>A count of a span of time.</summary>
/// <param name="From">Where the span begins.</param>
/// <param name="Count">How many there were in it.</param>
public sealed record TimeCount(DateTimeOffset From, long Count);

/// <summary>Anomalies that were set aside and are to go to CloudWatch again, or to be removed.</summary>
/// <param name="Keys">1 to 1,000 keys.</param>
/// <param name="Reason">Why, 1 to 500 characters; it stands in the audit. Write nothing personal.</param>
public sealed record AnomalyCommand(IReadOnlyList<long> Keys, string? Reason = null);

/// <summary>What became of a command.</summary>
/// <param name="Asked">How many keys were given.</param>
/// <param name="Done">How many of them were in a state that allows it.</param>
public sealed record CommandResult(int Asked, int Done);
