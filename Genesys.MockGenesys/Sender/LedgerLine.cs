using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>One event of the ledger at a glance.</summary>
public sealed record LedgerLine
{
    public required long Number { get; init; }

    public required string EventId { get; init; }

    public required string EventType { get; init; }

    public required EventGeneration Generation { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>Name of its malformation, or null when it is valid.</summary>
    public string? Malformation { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required EventState State { get; init; }

    /// <summary>Requests made for it.</summary>
    public required int Attempts { get; init; }

    /// <summary>The latest request, or null before the first.</summary>
    public InvocationResult? Last { get; init; }

    /// <summary>When it was first answered 2xx, or null.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    internal static LedgerLine Of(LedgerEntry entry) => new()
    {
        Number = entry.Number,
        EventId = entry.Event.Id,
        EventType = entry.Event.EventType,
        Generation = entry.Event.Generation,
        ConversationId = entry.Event.ConversationId,
        Malformation = entry.Event.Malformation,
        PublishedAt = entry.PublishedAt,
        State = entry.State,
        Attempts = entry.Results.Count,
        Last = entry.Results.Count > 0 ? entry.Results[^1] : null,
        DeliveredAt = entry.Results.FirstOrDefault(result => result.IsDelivered)?.At,
    };
}
