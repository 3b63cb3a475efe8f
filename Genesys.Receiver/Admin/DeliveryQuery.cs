using System.ComponentModel;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>What deliveries to list.</summary>
internal sealed record DeliveryQuery
{
    [Description("The envelope's id.")]
    public string? EventId { get; init; }

    [Description("The conversation that the event names.")]
    public string? ConversationId { get; init; }

    [Description("The request id that the sender was answered with.")]
    public string? RequestId { get; init; }

    [Description("The trace that received it, or that made an attempt: 32 hexadecimal digits.")]
    public string? TraceId { get; init; }

    [Description("The topic: detail-type, or event_type of the flat envelope.")]
    public string? Topic { get; init; }

    [Description("The reason of its last attempt, or of a hand-over that failed for good.")]
    public string? Reason { get; init; }

    [Description(
        "A destination that it was, or is to be, handed on to; with state=deadLetter: whose hand-over failed for "
        + "good.")]
    public string? Destination { get; init; }

    [Description("The id of a failure group.")]
    public string? Group { get; init; }

    [Description("Fewest attempts that were made.")]
    public int? MinAttempts { get; init; }

    [Description("true: deliveries of an event that had been published before, under another envelope id.")]
    public bool? Republished { get; init; }

    [Description("Received at this moment or later (RFC 3339).")]
    public DateTimeOffset? From { get; init; }

    [Description("Received before this moment (RFC 3339).")]
    public DateTimeOffset? To { get; init; }

    [Description("open, finished, deadLetter, discarded or any (default).")]
    public Choice<Api.DeliveryState>? State { get; init; }

    [Description("Most entries of a page, 1 to 500; 50 by default.")]
    public int? Limit { get; init; }

    [Description("The page's start: next of the page before.")]
    public string? Cursor { get; init; }

    public Api.DeliveryFilter Filter => new()
    {
        EventId = EventId,
        ConversationId = ConversationId,
        RequestId = RequestId,
        TraceId = TraceId,
        Topic = Topic,
        Reason = Reason,
        Destination = Destination,
        Group = Group,
        MinAttempts = MinAttempts,
        Republished = Republished,
        From = From,
        To = To,
        State = State?.Value,
    };
}
