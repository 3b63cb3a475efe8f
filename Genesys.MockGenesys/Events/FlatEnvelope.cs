using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;

namespace Genesys.MockGenesys.Events;

/// <summary>The flat event of the tutorial's generation.</summary>
internal static class FlatEnvelope
{
    public const string Source = "genesys.cloud";
    public const string Created = "genesys.cloud.conversation.created";
    public const string Updated = "genesys.cloud.conversation.updated";
    public const string Analyzed = "genesys.cloud.conversation.analyzed";

    /// <param name="id">The envelope's id.</param>
    /// <param name="eventType">One of the three event types.</param>
    /// <param name="dataId">The id inside <c>data</c>.</param>
    /// <param name="conversation">The conversation that it speaks of.</param>
    /// <param name="now">The event's time.</param>
    public static JsonObject Wrap(
        string id, string eventType, string dataId, Conversation conversation, DateTimeOffset now) => new()
        {
            ["id"] = id,
            ["source"] = Source,
            ["account"] = PartnerEnvelope.Account,
            ["event_type"] = eventType,
            ["time"] = Iso8601.Write(now),
            ["data"] = new JsonObject
            {
                ["id"] = dataId,
                ["conversation_id"] = conversation.Id,
                ["routing_queue_id"] = conversation.Queue.Id,
                ["additional_properties"] = new JsonObject
                {
                    ["mediaType"] = conversation.Media.ToString().ToLowerInvariant(),
                    ["direction"] = conversation.IsOutbound ? "outbound" : "inbound",
                    ["queueName"] = conversation.Queue.Name,
                    ["from"] = conversation.CustomerAddress,
                    ["customerName"] = conversation.CustomerName,
                },
            },
        };
}
