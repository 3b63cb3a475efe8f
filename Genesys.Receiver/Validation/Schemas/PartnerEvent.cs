using FluentValidation;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// <c>aws.partner/genesys.com</c>: the envelope in which EventBridge delivers what Genesys Cloud publishes
/// (docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html), and the body of each topic.
/// </summary>
internal static class PartnerEvent
{
    public const string Name = "aws.partner/genesys.com";

    /// <summary>
    /// Most characters of a topic. EventBridge takes 128; more than these may be too long for an index of PostgreSQL.
    /// </summary>
    public const int MaxTopicLength = 512;

    private static readonly TextRule NotBlank = new() { NotBlank = true };

    private static readonly TextRule TopicName =
        new() { NotBlank = true, NoControlCharacters = true, WellFormed = true };

    private static readonly TextRule DetailType =
        new() { NotBlank = true, NoControlCharacters = true, WellFormed = true, MaxLength = MaxTopicLength };

    private static readonly TextRule Identifier = new()
    {
        NotBlank = true,
        NoControlCharacters = true,
        WellFormed = true,
        MaxLength = FlatEvent.MaxIdLength,
    };

    /// <param name="sourcePrefixes">What <c>source</c> may begin with.</param>
    public static EventSchema Schema(IReadOnlyList<string> sourcePrefixes) => new(
        Name,
        new ObjectRule(
            unknownMembersAreDrift: true,
            [
                new("version", NotBlank),
                new("id", Identifier, Required: true, Slot.Id),
                new("detail-type", DetailType, Required: true, Slot.EventType),
                new("source", Key(sourcePrefixes), Required: true, Slot.Source),
                new("account", Identifier, Required: true, Slot.Account),
                new("time", TextRule.DateTime, Required: true, Slot.Time),
                new("region", TextRule.Any),
                new("resources", new ArrayRule(TextRule.Any)),
                new("detail", Detail(), Required: true),
                new("replay-name", Key(prefixes: null), Slot: Slot.ReplayName),
            ]),
        new Rules())
    {
        ReportsTopics = true,
        TakesLoneSurrogates = true,
    };

    private static TextRule Key(IReadOnlyList<string>? prefixes) => new()
    {
        NoControlCharacters = true,
        WellFormed = true,
        MaxLength = FlatEvent.MaxIdLength,
        Prefixes = prefixes,
    };

    private static ObjectRule Detail() => new(
        unknownMembersAreDrift: true,
        [
            new("topicName", TopicName, Required: true, Slot.TopicName),
            new("version", NotBlank),
            new("eventBody", new TopicBodyRule(template => TopicBodies.Of(template)), Required: true),
            // Transport data of Genesys Cloud: CorrelationId, action, type and what else it needs.
            new(
                "metadata",
                new ObjectRule(
                    unknownMembersAreDrift: false,
                    [new("CorrelationId", TextRule.Any, Slot: Slot.CorrelationId)])),
            new("timestamp", TextRule.DateTime, Required: true),
        ]);

    private sealed class Rules : AbstractValidator<EventFacts>
    {
        public Rules() => RuleFor(facts => facts.TopicFits)
            .Equal(true)
            .WithErrorCode(FindingCodes.TopicMismatch)
            .WithMessage("must be the detail-type with an id in each of its placeholders")
            .OverridePropertyName("/detail/topicName");
    }
}
