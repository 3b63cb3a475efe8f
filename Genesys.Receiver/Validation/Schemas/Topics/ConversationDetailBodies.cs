using Genesys.Receiver.Validation.Rules;
using static Genesys.Receiver.Validation.Schemas.Topics.Enumerations;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>
/// The bodies of the 16 topics <c>v2.detail.events.conversation.{id}.…</c>, after the event models of Genesys Cloud's
/// .NET SDK 270.0.0. Ids are strings there and not always UUIDs in fixtures, so that they are checked for no form.
/// </summary>
internal static class ConversationDetailBodies
{
    public const string Prefix = "v2.detail.events.conversation.{id}.";

    /// <summary>9999-12-31T23:59:59.999Z in milliseconds since 1970.</summary>
    private const long LastMillisecond = 253_402_300_799_999;

    private static readonly TextRule Text = TextRule.Any;

    private static readonly ArrayRule Texts = new(TextRule.Any);

    private static readonly IntegerRule Integer = IntegerRule.Any;

    private static readonly IntegerRule EpochMilliseconds = new(0, LastMillisecond);

    private static readonly MemberDefinition[] Identity =
    [
        new("eventTime", EpochMilliseconds, Required: true, Slot.EventTime),
        new("conversationId", ConversationIdRule.Required, Required: true, Slot.ConversationId),
        new("participantId", Text, Slot: Slot.ParticipantId),
    ];

    private static readonly MemberDefinition[] External =
    [
        new("conversationExternalContactIds", Texts),
        new("conversationExternalOrganizationIds", Texts),
    ];

    private static readonly MemberDefinition[] Session =
    [
        .. Identity,
        new("sessionId", Text, Slot: Slot.SessionId),
        new("disconnectType", DisconnectType),
        new("mediaType", MediaType),
        new("provider", Text),
        new("direction", Direction),
        new("ani", Text),
        new("dnis", Text),
        new("callbackUserName", Text),
        new("callbackNumbers", Texts),
        new("callbackScheduledTime", Integer),
        new("subject", Text),
        new("divisionId", Text),
        .. External,
        new("utilizationLabel", Text),
        new("organizationId", Text),
    ];

    private static readonly MemberDefinition[] Addressed =
    [
        .. Session,
        new("messageType", MessageType),
        new("addressTo", Text),
        new("addressFrom", Text),
    ];

    private static readonly MemberDefinition[] Flow =
    [
        .. Addressed,
        new("flowId", Text),
        new("flowType", FlowType),
        new("flowVersion", Text),
    ];

    private static readonly MemberDefinition[] FlowEnd =
    [
        .. Flow,
        new("exitReason", ExitReason),
        new("transferType", TransferType),
        new("connectedDurationMs", Integer),
    ];

    private static readonly MemberDefinition[] Wrapup =
    [
        .. Addressed,
        new("queueId", Text),
        new("wrapupCode", Text),
        new("wrapupNotes", Text),
        new("wrapupDurationMs", Integer),
    ];

    private static readonly MemberDefinition[] Contact =
    [
        .. Addressed,
        new("externalContactId", Text),
        new("externalOrganizationId", Text),
    ];

    private static readonly MemberDefinition[] User =
    [
        .. Addressed,
        new("userId", Text),
        new("queueId", Text),
    ];

    private static readonly MemberDefinition[] Voicemail =
    [
        .. Session,
        new("userId", Text),
        new("queueId", Text),
    ];

    /// <summary>The rule of each topic, by what stands behind <see cref="Prefix"/>.</summary>
    public static IReadOnlyDictionary<string, ObjectRule> ByName { get; } =
        new Dictionary<string, ObjectRule>(StringComparer.Ordinal)
        {
            ["acd.start"] = Body(
        [
            .. Addressed,
            new("queueId", Text),
            new("routingPriority", Integer),
            new("requestedRoutingSkillIds", Texts),
            new("skillExpressionApplied", BooleanRule.Instance),
        ]),
            ["acd.end"] = Body(
        [
            .. Addressed,
            new("queueId", Text),
            new("acdOutcome", AcdOutcome),
            new("answeredUserId", Text),
            new("requestedRoutings", new ArrayRule(Routing)),
            new("usedRouting", Routing),
            new("requestedRoutingSkillIds", Texts),
            new("requestedSkillExpressionIds", Texts),
            new("requestedLanguageId", Text),
            new("requestedRoutingUserIds", Texts),
            new("routingPriority", Integer),
            new("connectedDurationMs", Integer),
            new("flowType", FlowType),
        ]),
            ["acw"] = Body([.. Wrapup, new("userId", Text)]),
            ["attributes"] = Body(
        [
            .. Identity,
            new("attributes", new MapRule(TextRule.Any)),
            .. External,
            new("communications", new ArrayRule(new ObjectRule(true, [new("id", Text), new("mediaType", MediaType)]))),
            new("organizationId", Text),
        ]),
            ["contact"] = Body(Contact),
            ["customer.start"] = Body([.. Contact, new("journeyContext", new MapRule(AnyRule.Instance))]),
            ["customer.end"] = Body(
            [.. Contact, new("journeyContext", new MapRule(AnyRule.Instance)), new("interactingDurationMs", Integer)]),
            ["flow.start"] = Body(Flow),
            ["flow.end"] = Body(FlowEnd),
            ["flow.outcome"] = Body(
        [
            .. FlowEnd,
            new("flowOutcomeId", Text),
            new("flowOutcomeValue", FlowOutcomeValue),
            new("flowOutcomeStartTime", Integer),
            new("flowOutcomeEndTime", Integer),
            new("flowMilestones", new ArrayRule(
                new ObjectRule(true, [new("milestoneId", Text), new("milestoneTime", Integer)]))),
        ]),
            ["outbound"] = Body(
        [
            .. Addressed,
            new("outboundCampaignId", Text),
            new("outboundContactListId", Text),
            new("outboundContactId", Text),
        ]),
            ["user.start"] = Body(User),
            ["user.end"] = Body(
        [
            .. User,
            new("interactingDurationMs", Integer),
            new("heldDurationMs", Integer),
            new("alertingDurationMs", Integer),
            new("contactingDurationMs", Integer),
            new("dialingDurationMs", Integer),
            new("callbackDurationMs", Integer),
        ]),
            ["voicemail.start"] = Body(Voicemail),
            ["voicemail.end"] = Body([.. Voicemail, new("voicemailDurationMs", Integer)]),
            ["wrapup"] = Body(Wrapup),
        };

    private static ObjectRule Body(IEnumerable<MemberDefinition> members) => new(unknownMembersAreDrift: true, members);
}
