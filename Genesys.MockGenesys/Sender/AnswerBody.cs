using System.Text.Json;

namespace Genesys.MockGenesys.Sender;

/// <summary>Reads the receiver's answer.</summary>
internal static class AnswerBody
{
    /// <summary>
    /// The <c>status</c> of each event, in the order in which they were sent: the answer's own, or those of its
    /// <c>items</c> when it answers a batch. Null where the answer says nothing, an empty list when it isn't JSON.
    /// </summary>
    public static IReadOnlyList<string?> ReadOutcomes(string? answer, bool isBatch)
    {
        if (answer is null || !answer.StartsWith('{'))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(answer);
            if (!isBatch)
            {
                return [StatusOf(document.RootElement)];
            }

            return document.RootElement.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Select(StatusOf)]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, another kind of value, or half a surrogate pair.
            return [];
        }
    }

    private static string? StatusOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("status", out var status)
            && status.ValueKind == JsonValueKind.String
            ? status.GetString()
            : null;
}
