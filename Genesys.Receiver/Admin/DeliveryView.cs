using System.Text;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Admin;

/// <summary>A delivery as the interface shows it.</summary>
internal sealed record DeliveryView
{
    public required long Key { get; init; }

    public required DeliveryState State { get; init; }

    public required string RequestId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Schema { get; init; }

    public required string? EventId { get; init; }

    public required string? EventType { get; init; }

    public required string? Source { get; init; }

    public required string? Account { get; init; }

    public string? ConversationId { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    public string? TraceParent { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? DiscardReason { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Every attempt, oldest first; in lists only the last one.</summary>
    public required IReadOnlyList<AttemptEntry> History { get; init; }

    /// <summary>Bytes of the payload; 0 once it was removed.</summary>
    public required int PayloadSize { get; init; }

    /// <summary>The payload, masked unless personal data is shown; not in lists.</summary>
    public string? Payload { get; init; }

    /// <param name="entry">The delivery.</param>
    /// <param name="inClear">True when personal data may be shown.</param>
    /// <param name="whole">True for the whole history and the payload.</param>
    public static DeliveryView Of(DeliveryEntry entry, bool inClear, bool whole)
    {
        var delivery = entry.Record.Delivery;
        return new DeliveryView
        {
            Key = entry.Key,
            State = entry.State,
            RequestId = entry.Record.RequestId,
            ReceivedAt = entry.Record.ReceivedAt,
            Schema = delivery.Schema,
            EventId = Identifier(delivery.EventId),
            EventType = inClear ? delivery.EventType : Type(delivery.EventType),
            Source = inClear ? delivery.Source : SafeIdentifier.OfSource(delivery.Source),
            Account = IsAccount(delivery.Account) ? delivery.Account : Identifier(delivery.Account),
            ConversationId = Identifier(delivery.ConversationId?.Value),
            EventTime = delivery.Time,
            TraceParent = entry.Record.TraceParent,
            DueAt = entry.DueAt,
            EndedAt = entry.EndedAt,
            DiscardReason = entry.DiscardReason,
            Attempts = entry.Attempts.Count,
            History = whole ? entry.Attempts : [.. entry.Attempts.TakeLast(1)],
            PayloadSize = delivery.Payload.Length,
            Payload = whole && delivery.Payload.Length > 0 ? PayloadOf(delivery) : null,
        };

        string? Identifier(string? value) => inClear ? value : SafeIdentifier.OfEventId(value);

        string PayloadOf(Delivery from) => inClear ? Encoding.UTF8.GetString(from.Payload.Span) : EventMask.Mask(from.Payload.Span);
    }

    // AWS: 12 digits (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html).
    private static bool IsAccount(string account) => account.Length == 12 && account.All(char.IsAsciiDigit);

    // A topic holds braces where its template has a variable: v2.detail.events.conversation.{id}.customer.end.
    private static string? Type(string type) =>
        SafeIdentifier.OfEventId(type.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)) is { } safe
        && !safe.StartsWith("sha256:", StringComparison.Ordinal) ? type : SafeIdentifier.OfEventId(type);
}
