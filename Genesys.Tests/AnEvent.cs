using System.Text.Json;
using System.Text.Json.Nodes;

namespace Genesys.Tests;

/// <summary>
/// Builds events of the generation <c>genesys.cloud/1</c>: a valid one, then what a test wants otherwise.
/// </summary>
public sealed class AnEvent
{
    private readonly JsonObject _event = new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["source"] = "genesys.cloud",
        ["account"] = "123456789012",
        ["event_type"] = "genesys.cloud.conversation.updated",
        ["time"] = "2024-05-01T12:34:56Z",
        ["data"] = new JsonObject
        {
            ["id"] = "evt-1",
            ["conversation_id"] = "c0ffee00-1111-2222-3333-444455556666",
            ["routing_queue_id"] = "q-1",
            ["additional_properties"] = new JsonObject { ["direction"] = "inbound" },
        },
    };

    public string Id => _event["id"]!.GetValue<string>();

    public AnEvent WithId(string id) => With("id", id);

    public AnEvent With(string member, JsonNode? value)
    {
        _event[member] = value;
        return this;
    }

    public AnEvent WithData(string member, JsonNode? value)
    {
        _event["data"]!.AsObject()[member] = value;
        return this;
    }

    public AnEvent Without(string member)
    {
        _event.Remove(member);
        return this;
    }

    public AnEvent WithoutConversation()
    {
        _event["data"]!.AsObject().Remove("conversation_id");
        return this;
    }

    public override string ToString() => _event.ToJsonString(JsonSerializerOptions.Default);
}
