using System.Text.Json;
using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>An event that somebody wrote.</summary>
internal static class HandWrittenEvent
{
    /// <summary>
    /// The event with these bytes; what can be read of its id, type and conversation goes into the ledger, the rest is
    /// unknown.
    /// </summary>
    public static OutgoingEvent Read(byte[] body, string? contentType)
    {
        string? id = null, type = null, conversationId = null;
        var generation = EventGeneration.Flat;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            id = Text(root, "id");
            type = Text(root, "detail-type") ?? Text(root, "event_type");
            generation = Text(root, "detail-type") is null ? EventGeneration.Flat : EventGeneration.Partner;
            conversationId = Text(Member(root, "data"), "conversation_id")
                ?? Text(Member(Member(root, "detail"), "eventBody"), "conversationId");
        }
        catch (JsonException)
        {
            // Broken on purpose.
        }

        return new OutgoingEvent
        {
            Id = id ?? "none",
            EventType = type ?? "unknown",
            Generation = generation,
            ConversationId = conversationId,
            Body = body,
            ContentType = contentType,
            ByHand = true,
            IsWholeBody = true,
        };
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;
}
