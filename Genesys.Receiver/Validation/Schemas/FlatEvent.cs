using System.Text.Json.Nodes;
using FluentValidation;
using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// <c>genesys.cloud/1</c>: the flat envelope of the tutorial. It accepts what the tutorial's Pydantic model accepts,
/// save the stricter
/// cases listed in <c>docs/validation.md</c>, and nothing else. Members that it doesn't list are the sender's own
/// affair.
/// </summary>
internal static class FlatEvent
{
    public const string Name = "genesys.cloud/1";

    public const string Analyzed = "genesys.cloud.conversation.analyzed";

    public static ReadOnlySpan<byte> AnalyzedUtf8 => "genesys.cloud.conversation.analyzed"u8;

    /// <summary>Most characters of an id or an account.</summary>
    public const int MaxIdLength = 1_024;

    public static readonly Utf8Table EventTypes = new(
        ["genesys.cloud.conversation.updated", "genesys.cloud.conversation.created", Analyzed]);

    public static readonly Utf8Table Sources = new(["genesys.cloud"]);

    private static readonly TextRule Identifier =
        new() { NotBlank = true, NoControlCharacters = true, MaxLength = MaxIdLength };

    public static readonly EventSchema Schema = new(
        Name,
        new ObjectRule(
            unknownMembersAreDrift: false,
            [
                new("id", Identifier, Required: true, Slot.Id),
                new("source", new TextRule { OneOf = Sources }, Required: true, Slot.Source),
                new("account", Identifier, Required: true, Slot.Account),
                new("event_type", new TextRule { OneOf = EventTypes }, Required: true, Slot.EventType),
                new("time", TextRule.DateTime, Required: true, Slot.Time),
                new("data", Data(), Required: true),
            ]),
        new Rules())
    {
        BetweenMembers = AnalyzedNeedsAConversation,
    };

    private static ObjectRule Data() => new(
        unknownMembersAreDrift: false,
        [
            new("id", Identifier, Required: true),
            new("conversation_id", ConversationIdRule.Optional, Slot: Slot.ConversationId),
            new("routing_queue_id", new TextRule { Nullable = true }),
            new("additional_properties", new MapRule(AnyRule.Instance)),
        ])
    {
        HoldsConversationId = true,
    };

    /// <summary>What <see cref="Rules"/> asks for, in JSON Schema.</summary>
    private static JsonObject AnalyzedNeedsAConversation() => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["event_type"] = new JsonObject { ["const"] = Analyzed } },
            ["required"] = new JsonArray("event_type"),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["properties"] = new JsonObject
                    {
                        ["conversation_id"] =
                            new JsonObject { ["type"] = "string", ["pattern"] = SchemaPattern.NotBlank },
                    },
                    ["required"] = new JsonArray("conversation_id"),
                },
            },
        },
    };

    private sealed class Rules : AbstractValidator<EventFacts>
    {
        public Rules() => When(facts => facts.IsAnalyzed && facts.HasConversationHolder, () =>
            RuleFor(facts => facts.ConversationId).Cascade(CascadeMode.Stop)
                .NotEqual(ConversationIdGiven.None)
                .WithErrorCode(FindingCodes.Required).WithMessage("required when event_type is " + Analyzed)
                .NotEqual(ConversationIdGiven.Blank)
                .WithErrorCode(FindingCodes.Blank).WithMessage("must not be blank when event_type is " + Analyzed)
                .OverridePropertyName("/data/conversation_id"));
    }
}
