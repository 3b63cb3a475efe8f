using System.ComponentModel;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>What deliveries to list.</summary>
internal sealed record DeliveryQuery
{
    [Description("open, finished, deadLetter (default) or discarded.")]
    public Choice<DeliveryState>? State { get; init; }

    [Description("Only those of this conversation.")]
    public string? ConversationId { get; init; }

    [Description("Only those with this event id.")]
    public string? EventId { get; init; }

    [Description("Only those of this event type.")]
    public string? EventType { get; init; }

    [Description("Only those that the caller was answered with this request id.")]
    public string? RequestId { get; init; }

    [Description("Only those received at this moment or later (RFC 3339).")]
    public DateTimeOffset? ReceivedFrom { get; init; }

    [Description("Only those received before this moment (RFC 3339).")]
    public DateTimeOffset? ReceivedTo { get; init; }

    [Description("Most entries of a page, 1 to 500; 50 by default.")]
    public int? Limit { get; init; }

    [Description("The page's start: next of the page before.")]
    public long? Before { get; init; }

    public bool Includes(DeliveryRecord record) =>
        Fits(ConversationId, record.Delivery.ConversationId?.Value)
        && Fits(EventId, record.Delivery.EventId)
        && Fits(EventType, record.Delivery.EventType)
        && Fits(RequestId, record.RequestId)
        && (ReceivedFrom is null || record.ReceivedAt >= ReceivedFrom)
        && (ReceivedTo is null || record.ReceivedAt < ReceivedTo);

    private static bool Fits(string? wanted, string? value) => wanted is null || string.Equals(wanted, value, StringComparison.Ordinal);
}
