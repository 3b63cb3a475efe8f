using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// Everything that Genesys Cloud publishes about one conversation, in the order in which it happens; 8 to 16 events.
/// </summary>
internal static class ConversationTopics
{
    public const string MetricsTemplate = "v2.analytics.conversation.{id}.metrics";

    public static IEnumerable<ConversationTopic> Of(Conversation conversation)
    {
        yield return Detail(
            conversation, "customer.start", "customer", conversation.StartedAt,
            body => body["externalContactId"] = ContactOf(conversation));
        if (conversation.IsOutbound)
        {
            yield return Detail(conversation, "outbound", "customer", conversation.StartedAt, body =>
            {
                body["outboundCampaignId"] = ContactCentreDirectory.Campaigns[0].Id;
                body["outboundContactListId"] = SeededIds.Of("contact list");
                body["outboundContactId"] = SeededIds.Of($"contact {conversation.CustomerAddress}");
            });
        }

        yield return Attributes(conversation);
        yield return Detail(
            conversation, "flow.start", "flow", conversation.StartedAt, body => AddFlow(body, conversation));
        yield return Detail(
            conversation, "flow.outcome", "flow", conversation.StartedAt + (conversation.FlowTime / 2),
            body => AddFlowOutcome(body, conversation));
        yield return Detail(conversation, "flow.end", "flow", conversation.QueuedAt, body =>
        {
            AddFlow(body, conversation);
            body["disconnectType"] = "TRANSFER";
            body["exitReason"] = "TRANSFER";
            body["transferType"] = "ACD";
            body["connectedDurationMs"] = Milliseconds(conversation.FlowTime);
        });
        yield return Detail(
            conversation, "contact", "customer", conversation.QueuedAt,
            body => body["externalContactId"] = ContactOf(conversation));
        yield return Detail(conversation, "acd.start", "acd", conversation.QueuedAt, body =>
        {
            body["queueId"] = conversation.Queue.Id;
            body["routingPriority"] = 0;
            body["requestedRoutingSkillIds"] = new JsonArray(ContactCentreDirectory.Skills[0].Id);
            body["skillExpressionApplied"] = false;
        });
        yield return AcdEnd(conversation);

        var withSomebody = conversation.IsAnswered ? WithAgent(conversation)
            : conversation.Ending == ConversationEnding.Voicemail ? WithVoicemail(conversation)
            : [];
        foreach (var topic in withSomebody)
        {
            yield return topic;
        }

        yield return Detail(conversation, "customer.end", "customer", conversation.EndedAt, body =>
        {
            body["externalContactId"] = ContactOf(conversation);
            body["disconnectType"] = conversation.Ending == ConversationEnding.Transferred ? "TRANSFER" : "CLIENT";
            body["interactingDurationMs"] = Milliseconds(conversation.EndedAt - conversation.StartedAt);
        });
        yield return Metric(conversation);
        if (conversation.IsAnswered && conversation.Media == MediaType.Voice)
        {
            yield return Transcription(conversation);
        }
    }

    private static IEnumerable<ConversationTopic> WithAgent(Conversation conversation)
    {
        yield return Detail(
            conversation, "user.start", "agent", conversation.AlertedAt, body => AddAgent(body, conversation));
        yield return Detail(conversation, "user.end", "agent", conversation.EndedAt, body =>
        {
            AddAgent(body, conversation);
            body["disconnectType"] = conversation.Ending == ConversationEnding.Transferred ? "TRANSFER" : "CLIENT";
            body["interactingDurationMs"] = Milliseconds(conversation.TalkTime - conversation.HoldTime);
            body["heldDurationMs"] = Milliseconds(conversation.HoldTime);
            body["alertingDurationMs"] = Milliseconds(conversation.AlertTime);
            body["contactingDurationMs"] = 0;
            body["dialingDurationMs"] = 0;
            body["callbackDurationMs"] = 0;
        });
        yield return Detail(
            conversation, "wrapup", "agent", conversation.WrappedUpAt, body => AddWrapUp(body, conversation));
        yield return Detail(conversation, "acw", "agent", conversation.WrappedUpAt, body =>
        {
            AddWrapUp(body, conversation);
            body["userId"] = conversation.Agent.Id;
            body.Remove("divisionId");
        });
    }

    private static IEnumerable<ConversationTopic> WithVoicemail(Conversation conversation)
    {
        yield return Detail(
            conversation, "voicemail.start", "voicemail", conversation.AlertedAt, body => AddAgent(body, conversation));
        yield return Detail(conversation, "voicemail.end", "voicemail", conversation.EndedAt, body =>
        {
            AddAgent(body, conversation);
            body["disconnectType"] = "CLIENT";
            body["voicemailDurationMs"] = Milliseconds(conversation.TalkTime);
        });
    }

    private static ConversationTopic AcdEnd(Conversation conversation) =>
        Detail(conversation, "acd.end", "acd", conversation.AlertedAt, body =>
    {
        body["queueId"] = conversation.Queue.Id;
        body["disconnectType"] = conversation.IsAnswered ? "TRANSFER" : "CLIENT";
        body["acdOutcome"] = conversation.IsAnswered ? "ANSWERED"
            : conversation.Ending == ConversationEnding.Voicemail ? "FLOW_OUT"
            : "ABANDON";
        if (conversation.IsAnswered)
        {
            body["answeredUserId"] = conversation.Agent.Id;
            body["usedRouting"] = "STANDARD";
        }

        body["requestedRoutings"] = new JsonArray("STANDARD");
        body["routingPriority"] = 0;
        body["connectedDurationMs"] = Milliseconds(conversation.QueueTime);
        // Lower case is how it was seen in this event; flow events have it in upper case.
        body["flowType"] = "inqueuecall";
    });

    // These events have no session and no medium of their own, and an organizationId that the SDK's model lacks.
    private static ConversationTopic Attributes(Conversation conversation) =>
        new(Template("attributes"), conversation.StartedAt, new JsonObject
        {
            ["eventTime"] = conversation.StartedAt.ToUnixTimeMilliseconds(),
            ["organizationId"] = ContactCentreDirectory.OrganizationId,
            ["conversationId"] = conversation.Id,
            ["participantId"] = conversation.ParticipantOf("customer"),
            ["attributes"] = new JsonObject { ["customerTier"] = "gold", ["language"] = "en-US" },
            ["conversationExternalContactIds"] = new JsonArray(ContactOf(conversation)),
            ["communications"] = new JsonArray(
                new JsonObject { ["id"] = conversation.SessionOf("customer"), ["mediaType"] = MediaOf(conversation) }),
        });

    private static ConversationTopic Metric(Conversation conversation) =>
        new(MetricsTemplate, conversation.WrappedUpAt, new JsonObject
        {
            ["metric"] = conversation.IsAnswered ? "tHandle" : "tAbandon",
            ["metricDate"] = Iso8601.Write(conversation.WrappedUpAt),
            ["value"] = Milliseconds(
                    conversation.IsAnswered ? conversation.TalkTime + conversation.WrapUpTime : conversation.QueueTime),
            ["recordId"] = SeededIds.Of($"{conversation.Id} metric"),
            ["conversationId"] = conversation.Id,
            ["mediaType"] = MediaOf(conversation),
            ["direction"] = DirectionOf(conversation),
            ["queueId"] = conversation.Queue.Id,
        });

    private static ConversationTopic Transcription(Conversation conversation) =>
        TranscriptionTopic.Of(conversation, TranscriptionTopic.LastSentence, conversation.EndedAt);

    private static ConversationTopic Detail(
        Conversation conversation, string suffix, string role, DateTimeOffset at, Action<JsonObject> add)
    {
        var body = new JsonObject
        {
            ["eventTime"] = at.ToUnixTimeMilliseconds(),
            ["conversationId"] = conversation.Id,
            ["participantId"] = conversation.ParticipantOf(role),
            ["sessionId"] = conversation.SessionOf(role),
            ["mediaType"] = MediaOf(conversation),
            ["provider"] = conversation.Media == MediaType.Chat ? "PureCloud Webchat v2" : "Edge",
            ["direction"] = DirectionOf(conversation),
        };
        if (conversation.Media is MediaType.Voice or MediaType.Callback)
        {
            body["ani"] = conversation.CustomerAddress;
            body["dnis"] = conversation.CentreAddress;
        }
        else if (suffix is not ("voicemail.start" or "voicemail.end"))
        {
            body["addressFrom"] = conversation.CustomerAddress;
            body["addressTo"] = conversation.CentreAddress;
            if (conversation.Media == MediaType.Message)
            {
                body["messageType"] = "WEBMESSAGING";
            }
        }

        body["divisionId"] = ContactCentreDirectory.Division.Id;
        body["conversationExternalContactIds"] = new JsonArray(ContactOf(conversation));
        add(body);
        return new ConversationTopic(Template(suffix), at, body);
    }

    private static void AddFlow(JsonObject body, Conversation conversation)
    {
        body["flowId"] = conversation.Flow.Id;
        body["flowType"] = conversation.Media switch
        {
            MediaType.Email => "INBOUNDEMAIL",
            MediaType.Chat => "INBOUNDCHAT",
            MediaType.Message => "INBOUNDSHORTMESSAGE",
            _ => conversation.IsOutbound ? "OUTBOUNDCALL" : "INBOUNDCALL",
        };
        body["flowVersion"] = "12.0";
    }

    private static void AddFlowOutcome(JsonObject body, Conversation conversation)
    {
        AddFlow(body, conversation);
        body["flowOutcomeId"] = ContactCentreDirectory.FlowOutcomes[0].Id;
        body["flowOutcomeValue"] = conversation.Ending == ConversationEnding.Abandoned ? "FAILURE" : "SUCCESS";
        body["flowOutcomeStartTime"] = conversation.StartedAt.ToUnixTimeMilliseconds();
        body["flowOutcomeEndTime"] = (conversation.StartedAt + (conversation.FlowTime / 2)).ToUnixTimeMilliseconds();
        body["flowMilestones"] = new JsonArray();
    }

    private static void AddAgent(JsonObject body, Conversation conversation)
    {
        body["userId"] = conversation.Agent.Id;
        body["queueId"] = conversation.Queue.Id;
    }

    private static void AddWrapUp(JsonObject body, Conversation conversation)
    {
        body["queueId"] = conversation.Queue.Id;
        body["wrapupCode"] = conversation.WrapUpCode.Id;
        body["wrapupNotes"] = "";
        body["wrapupDurationMs"] = Milliseconds(conversation.WrapUpTime);
    }

    private static string Template(string suffix) => "v2.detail.events.conversation.{id}." + suffix;

    private static string ContactOf(Conversation conversation) => SeededIds.Of($"contact {conversation.CustomerName}");

    private static string MediaOf(Conversation conversation) => conversation.Media.ToString().ToUpperInvariant();

    private static string DirectionOf(Conversation conversation) => conversation.IsOutbound ? "OUTBOUND" : "INBOUND";

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
