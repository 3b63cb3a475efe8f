using static Genesys.Receiver.Validation.Schemas.EnvelopeMembers;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>Tells a body that lost its envelope on the way from one whose sender forgot a member.</summary>
internal static class MissingEnvelope
{
    private const uint Identity = Id | Source | Account | Time;
    private const string Question = "does the target of the rule transform its input?";
    private const string Missing = "the EventBridge envelope is missing";

    private static readonly (uint Members, string Message)[] Shapes =
    [
        (TopicName | EventBody, $"{Missing} around the event's detail; {Question}"),
        (SpecVersion, $"{Missing}: this is a CloudEvent; send the event as EventBridge delivers it"),
        (Messages | ReceiptHandle | SqsReceiptHandle,
            $"{Missing}: these are messages of SQS; send the body of each alone"),
        (TopicArn,
            $"{Missing}: this is a notification of SNS; turn on raw message delivery, or send its message alone"),
        (Records, $"{Missing}: these are records for a function; send the event of each alone"),
        (RequestContext | ApiMethod, $"{Missing}: this is a request as API Gateway passes it on; send its body alone"),
        (Conversation | EventTime, $"{Missing} around the event's body; {Question}"),
    ];

    /// <summary>The message for an object with these members; null when it has an envelope, whole or not.</summary>
    public static string? Describe(uint members, bool isKnownSource)
    {
        if (isKnownSource || (members & (EventType | DetailType)) != 0)
        {
            return null;
        }

        foreach (var (some, message) in Shapes)
        {
            if ((members & some) != 0)
            {
                return message;
            }
        }

        return (members & Identity) == 0
            ? $"the EventBridge envelope (detail-type, source, detail and so on) is missing; {Question}"
            : null;
    }

    /// <summary>The message for what isn't an object; null for what can't be an event in another form.</summary>
    public static string? DescribeOther(ReadOnlySpan<byte> value)
    {
        var isJsonInText = value.StartsWith("\""u8) && value[1..].TrimStart((byte)' ') is [(byte)'{' or (byte)'[', ..];
        return isJsonInText ? $"{Missing}: this is a text with JSON in it; {Question}" : null;
    }
}
