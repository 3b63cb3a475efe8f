using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations;

/// <summary>Makes of what the journal leases what a destination is given.</summary>
internal static class HandOvers
{
    public static HandOver Of(LeasedHandOver leased, DestinationOptions options)
    {
        var record = leased.Record;
        var id = EventIdentity.IdOf(record.Delivery);
        var payload = leased.IsOperatorEvent ? DestinationPayload.Event : options.GivenPayload;
        var isRaw = options.Format == DestinationFormat.Raw;
        return new HandOver
        {
            Id = id,
            EventType = record.Delivery.EventType,
            Source = record.Delivery.Source,
            Time = record.Delivery.Time,
            ConversationId = record.Delivery.ConversationId?.Value,
            Event = record.Delivery.Payload,
            Conversation = leased.Content?.Conversation,
            Analytics = leased.Content?.Analytics,
            ConversationError = leased.ConversationError,
            TraceParent = record.TraceParent,
            Body = isRaw
                ? record.Delivery.Payload
                : CloudEvent.Write(id, record, payload, leased.Content, leased.ConversationError),
            ContentType = isRaw ? "application/json" : CloudEvent.MediaType,
            Group = EventIdentity.GroupOf(record.Delivery),
            Attempt = leased.Attempts + 1,
        };
    }
}
