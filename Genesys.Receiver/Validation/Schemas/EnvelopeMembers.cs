using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// The members by which an envelope is recognised, and those of what comes in place of one. Each has a bit, so that
/// what an object has is a number.
/// </summary>
internal static class EnvelopeMembers
{
    public const uint EventType = 1 << 0;
    public const uint DetailType = 1 << 1;
    public const uint FlatData = 1 << 2;
    public const uint Detail = 1 << 3;

    /// <summary>The event of a <see cref="Record"/>.</summary>
    public const uint Data = 1 << 4;

    public const uint Id = 1 << 5;
    public const uint Source = 1 << 6;
    public const uint Account = 1 << 7;
    public const uint Time = 1 << 8;
    public const uint TopicName = 1 << 9;
    public const uint EventBody = 1 << 10;
    public const uint Conversation = 1 << 11;
    public const uint Messages = 1 << 12;
    public const uint ReceiptHandle = 1 << 13;
    public const uint SqsReceiptHandle = 1 << 14;
    public const uint Records = 1 << 15;
    public const uint TopicArn = 1 << 16;
    public const uint RequestContext = 1 << 17;
    public const uint ApiMethod = 1 << 18;
    public const uint SpecVersion = 1 << 19;
    public const uint EventTime = 1 << 20;

    private static readonly Utf8Table Names = new(
        [
            "event_type", "detail-type", "data", "detail", "Data", "id", "source", "account", "time", "topicName",
            "eventBody", "conversationId", "Messages", "ReceiptHandle", "receiptHandle", "Records", "TopicArn",
            "requestContext", "httpMethod", "specversion", "eventTime",
        ]);

    /// <summary>The bit of a member, or 0.</summary>
    public static uint BitOf(ReadOnlySpan<byte> name) => Names.Find(name) is >= 0 and var index ? 1u << index : 0;
}
