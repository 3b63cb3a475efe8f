namespace Genesys.Receiver.Destinations;

/// <summary>One event on its way to one destination.</summary>
public sealed record HandOver
{
    /// <summary>
    /// The event's id for its consumers (<c>ce-id</c>, <c>webhook-id</c>): the same at every attempt, at every
    /// destination and after a replay. 1 to 100 characters of <c>[A-Za-z0-9._/-]</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The event's <c>detail-type</c> or <c>event_type</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The event's <c>source</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The event's <c>time</c>.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The id of the conversation that the event belongs to; null when it names none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The event, the bytes that came: one JSON object in UTF-8. It may hold personal data.</summary>
    public required ReadOnlyMemory<byte> Event { get; init; }

    /// <summary>
    /// The conversation, one JSON object as Genesys Cloud sent it; null when there is none. It holds personal data.
    /// </summary>
    public ReadOnlyMemory<byte>? Conversation { get; init; }

    /// <summary>The conversation's analytics details, likewise.</summary>
    public ReadOnlyMemory<byte>? Analytics { get; init; }

    /// <summary>Why there is no conversation although the topic fetches, in a word; else null.</summary>
    public string? ConversationError { get; init; }

    /// <summary>W3C <c>traceparent</c> of the span that received the event, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// The event in the destination's <c>Format</c> and with its <c>Payload</c>, to be sent as it is.
    /// </summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Media type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>
    /// What order is kept among: 1 to 100 characters of <c>[A-Za-z0-9._/-]</c>, the conversation's id if it is such a
    /// text. An event without a conversation is its own group.
    /// </summary>
    public required string Group { get; init; }

    /// <summary>Number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }
}
