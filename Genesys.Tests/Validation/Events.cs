using System.Text.Json.Nodes;

namespace Genesys.Tests.Validation;

/// <summary>Valid events to change.</summary>
internal static class Events
{
    public const string Id = "7bf73129-1428-4cd3-a780-95db273d1602";

    public const string ConversationId = "c0ffee00-1111-2222-3333-444455556666";

    public const string Flat =
        """
        {"id":"7bf73129-1428-4cd3-a780-95db273d1602","source":"genesys.cloud","account":"123456789012","event_type":"genesys.cloud.conversation.updated","time":"2024-05-01T12:34:56Z","data":{"id":"evt-1","conversation_id":"c0ffee00-1111-2222-3333-444455556666","routing_queue_id":"q-1","additional_properties":{"mediaType":"voice"}}}
        """;

    /// <summary>
    /// The envelope of a topic around a body, with every member that it can have but <c>replay-name</c>.
    /// </summary>
    public static JsonObject Partner(string template, JsonNode body) => new()
    {
        ["version"] = "0",
        ["id"] = Id,
        ["detail-type"] = template,
        ["source"] = "aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/contact-center",
        ["account"] = "123456789012",
        ["time"] = "2024-05-01T12:34:56Z",
        ["region"] = "eu-central-1",
        ["resources"] = new JsonArray(),
        ["detail"] = new JsonObject
        {
            ["topicName"] = template.Replace("{id}", ConversationId, StringComparison.Ordinal),
            ["version"] = "2",
            ["eventBody"] = body,
            ["metadata"] = new JsonObject { ["CorrelationId"] = "7272d362-23b2-4c14-9d40-dc7b7683153a" },
            ["timestamp"] = "2024-05-01T12:34:56.031Z",
        },
    };

    /// <summary>The tutorial's event with changes.</summary>
    public static string FlatWith(Action<JsonObject> change)
    {
        var flat = JsonNode.Parse(Flat)!.AsObject();
        change(flat);
        return flat.ToJsonString();
    }
}
