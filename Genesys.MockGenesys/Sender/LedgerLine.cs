using System.Text.Json.Serialization;
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

    /// <summary>Name of its kind in one of the catalogues; null: it is a usual event.</summary>
    public string? Kind { get; init; }

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

    /// <summary>When it was first answered 2xx, by the monotonic clock, or null.</summary>
    [JsonIgnore]
    internal TimeSpan? DeliveredSince { get; init; }

    /// <summary>
    /// The same for the first request that may have brought it: one answered as a duplicate came with an earlier one,
    /// whose answer was lost or came late.
    /// </summary>
    [JsonIgnore]
    internal TimeSpan? BroughtSince { get; init; }

    /// <summary>SHA-256 of its bytes in hex; null: it is malformed.</summary>
    [JsonIgnore]
    internal string? BodyHash { get; init; }

    /// <summary>Whether somebody wrote it: then nobody knows what its answer should be.</summary>
    public bool ByHand { get; init; }

    /// <summary>
    /// Whether the receiver said that it has the event: 2xx, and for one in a batch its own item too.
    /// </summary>
    public bool IsTaken => State == EventState.Delivered && Last is not { IsRefusedInBatch: true };

    /// <summary>
    /// Whether a valid event was taken and a malformed one wasn't. One of an unknown conversation may be either: a
    /// receiver that fetches before it answers says 422.
    /// </summary>
    public bool IsAsExpected => ByHand || State == EventState.Waiting
        || (ConversationId is { } id && !ContactCentre.Conversations.Exists(id))
        || IsTaken == (Malformation is null);

    internal static LedgerLine Of(LedgerEntry entry) => new()
    {
        Number = entry.Number,
        EventId = entry.Event.Id,
        EventType = entry.Event.EventType,
        Generation = entry.Event.Generation,
        ConversationId = entry.Event.ConversationId,
        Kind = entry.Event.Kind,
        Malformation = entry.Event.Malformation,
        BodyHash = entry.BodyHash,
        ByHand = entry.Event.ByHand,
        PublishedAt = entry.PublishedAt,
        State = entry.State,
        Attempts = entry.Results.Count,
        Last = entry.Results.Count > 0 ? entry.Results[^1] : null,
        DeliveredAt = entry.Results.FirstOrDefault(result => result.IsDelivered)?.At,
        DeliveredSince = entry.Results.FirstOrDefault(result => result.IsDelivered)?.Since,
        BroughtSince = BroughtAt(entry.Results),
    };

    private static TimeSpan? BroughtAt(IReadOnlyList<InvocationResult> results)
    {
        var delivered = results.FirstOrDefault(result => result.IsDelivered);
        return delivered is { Outcome: "duplicate" }
            ? results.Where(result => result.MayHaveBroughtIt).Min(result => result.Since)
            : delivered?.Since;
    }
}
