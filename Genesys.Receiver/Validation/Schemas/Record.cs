using FluentValidation;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// What EventBridge's custom event bus sends with the transformer <c>WITH_METADATA</c>
/// (docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-transform.html):
/// <c>{"Data":{envelope},"Metadata":{…},"SystemMetadata":{…}}</c>. The event is what stands in <c>Data</c>; the rest is
/// the bus's own affair.
/// </summary>
internal static class Record
{
    /// <summary>The member that holds the event.</summary>
    public const string EventMember = "Data";

    /// <summary>JSON Pointer of it.</summary>
    public const string EventPointer = "/" + EventMember;

    public static readonly EventSchema Schema = new(
        "",
        new ObjectRule(
            unknownMembersAreDrift: false,
            [
                new(EventMember, AnyRule.Instance),
                new("Metadata", AnyRule.Instance),
                new("SystemMetadata", AnyRule.Instance),
            ]),
        new InlineValidator<EventFacts>())
    {
        TakesLoneSurrogates = true,
    };

    /// <summary>True when a body seems to be one: a guess from the name of its first member.</summary>
    public static bool Resembles(ReadOnlySpan<byte> body)
    {
        var rest = body.IsEmpty ? body : body[1..].TrimStart(" \t\r\n"u8);
        return rest.StartsWith("\"Data\""u8) || rest.StartsWith("\"Metadata\""u8)
            || rest.StartsWith("\"SystemMetadata\""u8);
    }
}
