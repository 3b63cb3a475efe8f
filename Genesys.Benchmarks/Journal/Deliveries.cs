using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;

namespace Genesys.Benchmarks.Journal;

/// <summary>What the measurements of the journal record.</summary>
internal static class Deliveries
{
    private static readonly byte[] Padding = new byte[480];
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddYears(56);
    private static long s_published;

    public static DeliveryRecord ADelivery(string id) => new()
    {
        RequestId = "0af7651916cd43dd8448eb211c80319c",
        ReceivedAt = Time,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Delivery = new Delivery
        {
            Schema = "genesys.cloud/1",
            EventId = id,
            Source = "aws.partner/genesys.com/cloud/6c1f6c1b",
            Account = "123456789012",
            EventType = "v2.detail.events.conversation.{id}.customer.end",
            Time = Time,
            ConversationId = ConversationId.TryCreate(id, out var conversation) ? conversation : null,
            BusinessKey = NextKey(),
            Payload = Padding,
        },
    };

    // As many events within a second of their own time as a busy day brings.
    private static BusinessKey NextKey()
    {
        var number = Interlocked.Increment(ref s_published);
        return new BusinessKey(
            Time.ToUnixTimeMilliseconds() - 1_000_000 + (number / 30), number * unchecked((long)0x9E3779B97F4A7C15));
    }
}
