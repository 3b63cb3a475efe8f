using System.Text;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Journal;

/// <summary>Builders for what the journal is given.</summary>
internal static class JournalRecords
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A delivery of a conversation of its own, or of the one that is named.</summary>
    public static DeliveryRecord ADelivery(
        string id, string? conversation = null, string account = "123456789012", string? replay = null,
        DateTimeOffset? receivedAt = null,
        int payloadBytes = 0) =>
        new()
        {
            RequestId = "request-" + id,
            ReceivedAt = receivedAt ?? Start,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Delivery = new Delivery
            {
                Schema = "genesys.cloud/1",
                EventId = id,
                Source = "genesys.cloud",
                Account = account,
                EventType = "genesys.cloud.conversation.analyzed",
                Time = new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)),
                ReplayName = replay,
                ConversationId = ConversationIds.Of(conversation ?? "conversation-" + id),
                Payload = Encoding.UTF8.GetBytes(
                    "{\"id\":\"" + id + "\",\"data\":{\"conversation_id\":\"" + conversation + "\"}}"
                        + new string(' ', payloadBytes)),
            },
        };

    /// <summary>A delivery that needs no processing.</summary>
    public static DeliveryRecord WithoutConversation(string id)
    {
        var record = ADelivery(id);
        return record with { Delivery = record.Delivery with { ConversationId = null } };
    }

    public static DeliveryRecord WithTopic(string id, string topic, string? conversation = null)
    {
        var record = ADelivery(id, conversation);
        return record with { Delivery = record.Delivery with { EventType = topic } };
    }

    public static AnomalyRecord AnAnomaly(string requestId, AnomalyKind kind = AnomalyKind.SchemaValidationFailure) =>
        new()
        {
            Kind = kind,
            RequestId = requestId,
            ReceivedAt = Start,
            ErrorDetails = "/id: required",
            ErrorCount = 2,
            ErrorPaths = ["/id", "/data"],
            PayloadSize = 42,
            MaskedPayload = "{\"id\":\"***\"}",
            StatusCode = 400,
            EventId = "an-id",
            Source = "genesys.cloud",
            Schema = "genesys.cloud/1",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

    public static AttemptEntry AnAttempt(string reason = "completed", int status = 200) =>
        new(Start, Start.AddSeconds(2), 1, status, reason);
}
