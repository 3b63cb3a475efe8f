using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// A conversation in the shape of <c>GET /api/v2/conversations/{conversationId}</c> (model Conversation of Genesys
/// Cloud's SDK).
/// </summary>
internal static class ConversationAnswer
{
    /// <param name="now">The moment of the answer: a conversation that goes on has no end yet.</param>
    public static JsonObject Of(Conversation conversation, DateTimeOffset now) => new()
    {
        ["id"] = conversation.Id,
        ["startTime"] = Iso8601.Write(conversation.StartedAt),
        ["endTime"] = conversation.IsLive(now) ? null : Iso8601.Write(conversation.WrappedUpAt),
        ["address"] = conversation.CustomerAddress,
        ["participants"] = new JsonArray([.. Participants(conversation)]),
        ["conversationIds"] = new JsonArray(),
        ["recordingState"] = conversation.Media == MediaType.Voice && conversation.IsAnswered ? "ACTIVE" : "NONE",
        ["divisions"] = new JsonArray(new JsonObject
        {
            ["division"] = new JsonObject
            {
                ["id"] = ContactCentreDirectory.Division.Id,
                ["name"] = ContactCentreDirectory.Division.Name,
                ["selfUri"] = $"/api/v2/authorization/divisions/{ContactCentreDirectory.Division.Id}",
            },
            ["entities"] = new JsonArray(),
        }),
        ["recentTransfers"] = new JsonArray(),
        ["securePause"] = false,
        ["selfUri"] = $"/api/v2/conversations/{Uri.EscapeDataString(conversation.Id)}",
    };

    private static IEnumerable<JsonNode> Participants(Conversation conversation)
    {
        yield return Customer(conversation);
        yield return Between(
            conversation, "flow", conversation.Flow.Name, conversation.StartedAt, conversation.QueuedAt);
        var queue = Between(
            conversation, "acd", conversation.Queue.Name, conversation.QueuedAt, conversation.AlertedAt);
        queue["queueId"] = conversation.Queue.Id;
        queue["queueName"] = conversation.Queue.Name;
        yield return queue;

        if (conversation.IsAnswered)
        {
            yield return Agent(conversation);
        }
        else if (conversation.Ending == ConversationEnding.Voicemail)
        {
            yield return Between(conversation, "voicemail", "Voicemail", conversation.AlertedAt, conversation.EndedAt);
        }
    }

    private static JsonObject Customer(Conversation conversation)
    {
        var customer = Between(
            conversation, "customer", conversation.CustomerName, conversation.StartedAt, conversation.EndedAt);
        customer["externalContactId"] = SeededIds.Of($"contact {conversation.CustomerName}");
        customer["attributes"] = new JsonObject { ["customerTier"] = "gold", ["language"] = "en-US" };
        return customer;
    }

    private static JsonObject Agent(Conversation conversation)
    {
        var agent = Between(
            conversation, "agent", conversation.Agent.Name, conversation.AlertedAt, conversation.EndedAt);
        agent["userId"] = conversation.Agent.Id;
        agent["queueId"] = conversation.Queue.Id;
        agent["queueName"] = conversation.Queue.Name;
        agent["wrapupRequired"] = true;
        agent["wrapup"] = new JsonObject
        {
            ["code"] = conversation.WrapUpCode.Id,
            ["name"] = conversation.WrapUpCode.Name,
            ["durationSeconds"] = (int)conversation.WrapUpTime.TotalSeconds,
            ["endTime"] = Iso8601.Write(conversation.WrappedUpAt),
        };
        return agent;
    }

    private static JsonObject Between(
        Conversation conversation, string purpose, string name, DateTimeOffset from, DateTimeOffset to)
    {
        var isPhone = conversation.Media is MediaType.Voice or MediaType.Callback;
        return new JsonObject
        {
            ["id"] = conversation.ParticipantOf(purpose),
            ["startTime"] = Iso8601.Write(from),
            ["endTime"] = Iso8601.Write(to),
            ["connectedTime"] = Iso8601.Write(from),
            ["name"] = name,
            ["purpose"] = purpose,
            ["participantType"] = purpose is "customer" ? "External" : purpose is "agent" ? "Internal" : null,
            ["address"] = purpose == "customer" ? conversation.CustomerAddress : null,
            ["ani"] = isPhone ? conversation.CustomerAddress : null,
            ["dnis"] = isPhone ? conversation.CentreAddress : null,
            ["attributes"] = new JsonObject(),
            [SessionsMember(conversation.Media)] = new JsonArray(new JsonObject
            {
                ["state"] = "terminated",
                ["id"] = conversation.SessionOf(purpose),
                ["direction"] = conversation.IsOutbound ? "outbound" : "inbound",
                ["recording"] = false,
                ["muted"] = false,
                ["held"] = false,
                ["segments"] = new JsonArray(),
                ["disconnectType"] = purpose == "customer" ? "client" : "transfer",
                ["connectedTime"] = Iso8601.Write(from),
                ["disconnectedTime"] = Iso8601.Write(to),
                ["provider"] = "Edge",
            }),
        };
    }

    private static string SessionsMember(MediaType media) => media switch
    {
        MediaType.Voice => "calls",
        MediaType.Callback => "callbacks",
        MediaType.Email => "emails",
        MediaType.Chat => "chats",
        _ => "messages",
    };
}
