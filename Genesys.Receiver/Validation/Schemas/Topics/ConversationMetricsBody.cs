using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>
/// <c>v2.analytics.conversation.{id}.metrics</c>: one metric with the dimensions that it was measured in.
/// </summary>
internal static class ConversationMetricsBody
{
    private static readonly TextRule Text = TextRule.Any;

    private static readonly ArrayRule Texts = new(TextRule.Any);

    private static readonly IntegerRule Integer = IntegerRule.Any;

    private static readonly ArrayRule Integers = new(IntegerRule.Any);

    private static readonly BooleanRule Boolean = BooleanRule.Instance;

    private static readonly ArrayRule Objects = new(new MapRule(AnyRule.Instance));

    public static readonly ObjectRule Rule = new(
        unknownMembersAreDrift: true,
        [
            new("metric", Text),
            new("metricDate", TextRule.DateTime),
            new("value", NumberRule.Instance),
            new("recordId", Text),
            new("activeRouting", Text),
            new("activeSkillIds", Texts),
            new("addressFrom", Text),
            new("addressTo", Text),
            new("agentAssistantId", Text),
            new("agentBullseyeRing", Integer),
            new("agentOwned", Boolean),
            new("ani", Text),
            new("assignerId", Text),
            new("authenticated", Boolean),
            new("conversationId", Text, Slot: Slot.ConversationId),
            new("conversationInitiator", Text),
            new("convertedFrom", Text),
            new("convertedTo", Text),
            new("customerParticipation", Boolean),
            new("deliveryStatus", Text),
            new("destinationAddresses", Texts),
            new("direction", Enumerations.Direction),
            new("disconnectType", Enumerations.DisconnectType),
            new("divisionIds", Texts),
            new("dnis", Text),
            new("edgeId", Text),
            new("eligibleAgentCounts", Integers),
            new("errorCode", Text),
            new("extendedDeliveryStatus", Text),
            new("externalContactId", Text),
            new("externalMediaCount", Integer),
            new("externalOrganizationId", Text),
            new("externalTag", Text),
            new("firstQueue", Boolean),
            new("flaggedReason", Text),
            new("flowInType", Text),
            new("flowOutType", Text),
            new("groupId", Text),
            new("interactionType", Text),
            new("journeyActionId", Text),
            new("journeyActionMapId", Text),
            new("journeyActionMapVersion", Integer),
            new("journeyCustomerId", Text),
            new("journeyCustomerIdType", Text),
            new("journeyCustomerSessionId", Text),
            new("journeyCustomerSessionIdType", Text),
            new("knowledgeBaseIds", Texts),
            new("mediaCount", Integer),
            new("mediaType", Enumerations.MediaType),
            new("messageType", Text),
            new("originatingDirection", Enumerations.Direction),
            new("originatingSocialMediaPublic", Boolean),
            new("outboundCampaignId", Text),
            new("outboundContactId", Text),
            new("outboundContactListId", Text),
            new("participantName", Text),
            new("peerId", Text),
            new("provider", Text),
            new("purpose", Text),
            new("queueId", Text),
            new("remote", Text),
            new("removedSkillIds", Texts),
            new("requestedLanguageId", Text),
            new("requestedRoutingSkillIds", Texts),
            new("requestedRoutings", Texts),
            new("roomId", Text),
            new("routingPriority", Integer),
            new("routingRing", Integer),
            new("routingRule", Text),
            new("routingRuleType", Text),
            new("selectedAgentId", Text),
            new("selectedAgentRank", Integer),
            new("selfServed", Boolean),
            new("sessionDnis", Text),
            new("sessionId", Text),
            new("stationId", Text),
            new("teamId", Text),
            new("usedRouting", Text),
            new("userId", Text),
            new("videoPresent", Boolean),
            new("waitingInteractionCounts", Integers),
            new("wrapUpCode", Text),
            new("proposedAgents", Objects),
            new("scoredAgents", Objects),
        ]);
}
