using Genesys.Receiver.Redaction;
using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation;

/// <summary>Masks payloads, with the names and values that the schemas know as what may be shown.</summary>
internal static class EventMask
{
    private static readonly PayloadMask Known = new(new KnownWords
    {
        MemberNames = MemberNames(),
        Enumerations = new Dictionary<string, Utf8Table>(StringComparer.Ordinal)
        {
            ["mediaType"] = Enumerations.MediaType.Known!,
            ["direction"] = Enumerations.Direction.Known!,
            ["originatingDirection"] = Enumerations.Direction.Known!,
            ["messageType"] = Enumerations.MessageType.Known!,
            ["acdOutcome"] = Enumerations.AcdOutcome.Known!,
            ["usedRouting"] = Enumerations.Routing.Known!,
            ["requestedRoutings"] = Enumerations.Routing.Known!,
            ["disconnectType"] = Enumerations.DisconnectType.Known!,
            ["flowType"] = Enumerations.FlowType.Known!,
            ["exitReason"] = Enumerations.ExitReason.Known!,
            ["transferType"] = Enumerations.TransferType.Known!,
            ["flowOutcomeValue"] = Enumerations.FlowOutcomeValue.Known!,
        },
        EventTypes = FlatEvent.EventTypes,
        TopicTemplates = TopicBodies.Templates,
        Sources = FlatEvent.Sources,
        SourcePrefixes = ValidationOptions.DefaultSourcePrefixes,
    });

    /// <summary>
    /// The payload's shape, at most 2,048 characters: ASCII but for an ellipsis at its end when there was more, and
    /// JSON when the payload is and wasn't cut.
    /// </summary>
    /// <param name="payload">Anything: JSON, cut or broken JSON, garbage.</param>
    public static string Mask(ReadOnlySpan<byte> payload) => Known.Mask(payload);

    private static SortedSet<string> MemberNames()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var rules = new Queue<ValueRule>(
            [FlatEvent.Schema.Envelope, PartnerEvent.Schema(ValidationOptions.DefaultSourcePrefixes).Envelope]);
        foreach (var topic in TopicBodies.Typed)
        {
            rules.Enqueue(topic.Body);
        }

        while (rules.TryDequeue(out var rule))
        {
            switch (rule)
            {
                case ObjectRule known:
                    foreach (var member in known.Members)
                    {
                        names.Add(member.Name);
                        rules.Enqueue(member.Rule);
                    }

                    break;
                case ArrayRule array:
                    rules.Enqueue(array.Element);
                    break;
                case MapRule map:
                    rules.Enqueue(map.Value);
                    break;
            }
        }

        return names;
    }
}
