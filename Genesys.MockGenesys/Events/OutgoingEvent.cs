namespace Genesys.MockGenesys.Events;

/// <summary>An event on its way to the receiver, valid or malformed on purpose.</summary>
public sealed record OutgoingEvent
{
    /// <summary>The envelope's id; for a body without one, the id that the ledger knows it by.</summary>
    public required string Id { get; init; }

    /// <summary>Its <c>event_type</c> or <c>detail-type</c>.</summary>
    public required string EventType { get; init; }

    public required EventGeneration Generation { get; init; }

    /// <summary>The conversation that it belongs to, or null when it belongs to none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The bytes of the event.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the bytes are a whole request body: no bus puts them into an array or a record.</summary>
    public bool IsWholeBody { get; init; }

    /// <summary>Whether the bus sends it again because somebody asked for it.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The <c>Content-Type</c> header, or null for none.</summary>
    public string? ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The <c>Content-Encoding</c> header, or null for none. EventBridge never sends one.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Name of its kind in one of the catalogues; null: it is a usual event.</summary>
    public string? Kind { get; init; }

    /// <summary>Name of its malformation in <see cref="MalformedEvents"/>, or null when the event is valid.</summary>
    public string? Malformation => ExpectedStatus == 200 ? null : Kind;

    /// <summary>Whether it is never sent: every event of its conversation is lost on purpose.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether somebody wrote it: then nobody knows what its answer should be.</summary>
    public bool ByHand { get; init; }

    /// <summary>The status that a receiver that keeps the contract answers with.</summary>
    public int ExpectedStatus { get; init; } = 200;
}
