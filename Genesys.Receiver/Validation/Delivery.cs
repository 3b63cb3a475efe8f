namespace Genesys.Receiver.Validation;

/// <summary>
/// One event that was received and found valid. What exists here is valid: nothing after Validation reads the JSON
/// again.
/// </summary>
internal sealed record Delivery
{
    /// <summary>Name of the schema that judged it: <c>genesys.cloud/1</c> or <c>aws.partner/genesys.com</c>.</summary>
    public required string Schema { get; init; }

    /// <summary>The envelope's <c>id</c>, 1 to 1,024 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The envelope's <c>source</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The envelope's <c>account</c>, 1 to 1,024 characters.</summary>
    public required string Account { get; init; }

    /// <summary>The envelope's <c>event_type</c>, or its <c>detail-type</c> (the topic template).</summary>
    public required string EventType { get; init; }

    /// <summary>The envelope's <c>time</c>.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The envelope's <c>replay-name</c>: present only when an archive is replayed.</summary>
    public string? ReplayName { get; init; }

    /// <summary>
    /// The conversation that the event belongs to, or null when it names none: then nothing is fetched.
    /// </summary>
    public ConversationId? ConversationId { get; init; }

    /// <summary>What the event keeps when Genesys publishes it again; null when it can't be told.</summary>
    public BusinessKey? BusinessKey { get; init; }

    /// <summary>
    /// The event's own bytes: the request's body, or one element of its array. A slice of the buffer that was judged:
    /// it holds until the request is answered.
    /// </summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Members, values and topics that the schema doesn't know; empty in the usual case.</summary>
    public IReadOnlyList<Drift> Drift { get; init; } = [];
}
