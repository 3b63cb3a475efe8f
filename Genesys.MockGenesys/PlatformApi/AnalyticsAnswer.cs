using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// A conversation in the shape of <c>GET /api/v2/analytics/conversations/{conversationId}/details</c> (model
/// AnalyticsConversationWithoutAttributes of Genesys Cloud's SDK).
/// </summary>
internal static class AnalyticsAnswer
{
    public static JsonObject Of(Conversation conversation) => new()
    {
        ["conversationId"] = conversation.Id,
        ["conversationStart"] = Iso8601.Write(conversation.StartedAt),
        ["conversationEnd"] = Iso8601.Write(conversation.WrappedUpAt),
        ["originatingDirection"] = Direction(conversation),
        ["conversationInitiator"] = conversation.IsOutbound ? "agent" : "customer",
        ["divisionIds"] = new JsonArray(ContactCentreDirectory.Division.Id),
        ["mediaStatsMinConversationMos"] = conversation.Media == MediaType.Voice ? 4.8 : null,
        ["participants"] = new JsonArray([.. Participants(conversation)]),
        ["evaluations"] = new JsonArray(),
        ["surveys"] = new JsonArray(),
        ["resolutions"] = new JsonArray(),
    };

    private static IEnumerable<JsonNode> Participants(Conversation conversation)
    {
        yield return Participant(
            conversation, "customer", conversation.CustomerName, [],
            Segment("interact", conversation.StartedAt, conversation.EndedAt, "client"));
        yield return Participant(
            conversation, "ivr", conversation.Flow.Name, [Metric("tIvr", conversation.QueuedAt, conversation.FlowTime)],
            Segment("ivr", conversation.StartedAt, conversation.QueuedAt, "transfer"));
        yield return Participant(
            conversation, "acd", conversation.Queue.Name,
            [Metric("tAcd", conversation.AlertedAt, conversation.QueueTime)],
            InQueue(
                conversation,
                Segment(
                    "interact", conversation.QueuedAt, conversation.AlertedAt,
                    conversation.IsAnswered ? "transfer" : "client")));

        if (conversation.IsAnswered)
        {
            var wrapUp = Segment("wrapup", conversation.EndedAt, conversation.WrappedUpAt, "client");
            wrapUp["wrapUpCode"] = conversation.WrapUpCode.Id;
            var agent = Participant(
                conversation, "agent", conversation.Agent.Name,
                [
                    Metric("tAlert", conversation.ConnectedAt, conversation.AlertTime),
                    Metric("tTalk", conversation.EndedAt, conversation.TalkTime - conversation.HoldTime),
                    Metric("tHandle", conversation.WrappedUpAt, conversation.TalkTime + conversation.WrapUpTime),
                ],
                InQueue(conversation, Segment("alert", conversation.AlertedAt, conversation.ConnectedAt, null)),
                InQueue(conversation, Segment("interact", conversation.ConnectedAt, conversation.EndedAt, "client")),
                InQueue(conversation, wrapUp));
            agent["userId"] = conversation.Agent.Id;
            yield return agent;
        }
    }

    private static JsonObject Participant(
        Conversation conversation, string purpose, string name, JsonNode[] metrics, params JsonNode[] segments) => new()
        {
            ["participantId"] = conversation.ParticipantOf(purpose),
            ["participantName"] = name,
            ["purpose"] = purpose,
            ["sessions"] = new JsonArray(new JsonObject
            {
                ["sessionId"] = conversation.SessionOf(purpose),
                ["mediaType"] = conversation.Media.ToString().ToLowerInvariant(),
                ["direction"] = Direction(conversation),
                ["provider"] = "Edge",
                ["ani"] = conversation.CustomerAddress,
                ["dnis"] = conversation.CentreAddress,
                ["metrics"] = new JsonArray(metrics),
                ["segments"] = new JsonArray(segments),
            }),
        };

    private static JsonObject Segment(string type, DateTimeOffset from, DateTimeOffset to, string? disconnectType) =>
        new()
        {
            ["segmentStart"] = Iso8601.Write(from),
            ["segmentEnd"] = Iso8601.Write(to),
            ["segmentType"] = type,
            ["conference"] = false,
            ["disconnectType"] = disconnectType,
        };

    private static JsonObject InQueue(Conversation conversation, JsonObject segment)
    {
        segment["queueId"] = conversation.Queue.Id;
        return segment;
    }

    private static JsonObject Metric(string name, DateTimeOffset emitted, TimeSpan value) => new()
    {
        ["name"] = name,
        ["value"] = (long)value.TotalMilliseconds,
        ["emitDate"] = Iso8601.Write(emitted),
    };

    private static string Direction(Conversation conversation) => conversation.IsOutbound ? "outbound" : "inbound";
}
