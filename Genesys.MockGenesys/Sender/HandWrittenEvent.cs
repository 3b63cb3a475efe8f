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
            conversationId = Text(root, "data", "conversation_id")
                ?? Text(root, "detail", "eventBody", "conversationId");
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

    private static string? Text(JsonElement root, params ReadOnlySpan<string> path)
    {
        try
        {
            var member = root;
            foreach (var name in path)
            {
                if (member.ValueKind != JsonValueKind.Object || !member.TryGetProperty(name, out member))
                {
                    return null;
                }
            }

            return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or broken UTF-8, in the text or in a name beside it.
            return null;
        }
    }
}
