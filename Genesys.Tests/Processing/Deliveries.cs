using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Processing;

/// <summary>Builds delivery records.</summary>
internal static class Deliveries
{
    private static int _next;

    public static DeliveryRecord ADelivery(
        string conversationId, DateTimeOffset? receivedAt = null, string? traceParent = null)
    {
        var number = Interlocked.Increment(ref _next);
        return new DeliveryRecord
        {
            Delivery = new Delivery
            {
                Schema = "genesys.cloud/1",
                EventId = $"event-{number}",
                Source = "genesys.cloud",
                Account = "123456789012",
                EventType = "genesys.cloud.conversation.updated",
                Time = DateTimeOffset.UnixEpoch,
                ConversationId = ConversationIds.Of(conversationId),
                Payload = """{"id":"event","data":{"ani":"tel:+15551234567"}}"""u8.ToArray(),
            },
            RequestId = $"request-{number}",
            ReceivedAt = receivedAt ?? DateTimeOffset.UnixEpoch,
            TraceParent = traceParent,
        };
    }
}
