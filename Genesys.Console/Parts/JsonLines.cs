using System.Text.Json;

namespace Genesys.Console.Parts;

/// <summary>One line of a payload as it is shown.</summary>
/// <param name="Text">Indented.</param>
/// <param name="Pointer">JSON Pointer of what the line begins; null for closing brackets.</param>
internal sealed record JsonLine(string Text, string? Pointer);

/// <summary>A payload by lines, each with its place.</summary>
internal static class JsonLines
{
    private const int Most = 5_000;
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Deepest };

    // Shown as HTML by the framework, which escapes; quotes and umlauts stay readable.
    private static readonly JsonSerializerOptions Writing =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines of a JSON text; the text itself, line by line, when it is none.</summary>
    public static IReadOnlyList<JsonLine> Of(string json)
    {
        var lines = new List<JsonLine>();
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            Add(lines, document.RootElement, "", 0, "", "");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or a name with half a surrogate pair.
            lines = [.. json.Split('\n').Select(line => new JsonLine(line, null))];
        }

        return lines.Count <= Most ? lines : [.. lines.Take(Most), new JsonLine("… (cut here)", null)];
    }

    /// <summary>
    /// The lines with what is to be said of them. Of a place that has no line it is said at what would hold it.
    /// </summary>
    public static IEnumerable<(JsonLine Line, string? Note)> WithNotes(
        IReadOnlyList<JsonLine> lines, IReadOnlyDictionary<string, string> notes)
    {
        var places = lines.Select(line => line.Pointer).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var said = notes
            .Select(note => (
                Place: PlaceOf(note.Key, places),
                Text: places.Contains(note.Key)
                    ? note.Value : $"{note.Key[(note.Key.LastIndexOf('/') + 1)..]}: {note.Value}"))
            .GroupBy(note => note.Place, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key, group => string.Join("; ", group.Select(note => note.Text)),
                StringComparer.Ordinal);
        return lines.Select((line, index) => (line, line.Pointer is { } pointer
            ? said.GetValueOrDefault(pointer)
            : index == 0 ? said.GetValueOrDefault("") : null));
    }

    private static string PlaceOf(string pointer, HashSet<string> places)
    {
        while (pointer.Length > 0 && !places.Contains(pointer))
        {
            pointer = pointer[..Math.Max(0, pointer.LastIndexOf('/'))];
        }

        return pointer;
    }

    /// <summary>The value at each place that isn't an object or an array.</summary>
    public static IReadOnlyDictionary<string, string> Values(string json) => Of(json)
        .Where(line => line.Pointer is not null)
        .GroupBy(line => line.Pointer!, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Text.Trim().TrimEnd(','), StringComparer.Ordinal);

    private static void Add(
        List<JsonLine> lines, JsonElement element, string pointer, int depth, string name, string comma)
    {
        if (lines.Count > Most)
        {
            return;
        }

        var before = new string(' ', depth * 2) + name;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                lines.Add(new JsonLine(before + "{", pointer));
                var members = element.EnumerateObject().ToList();
                for (var index = 0; index < members.Count; index++)
                {
                    Add(lines, members[index].Value, $"{pointer}/{Escape(members[index].Name)}", depth + 1,
                        JsonSerializer.Serialize(members[index].Name, Writing) + ": ",
                        index < members.Count - 1 ? "," : "");
                }

                lines.Add(new JsonLine(new string(' ', depth * 2) + "}" + comma, null));
                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                lines.Add(new JsonLine(before + "[", pointer));
                var items = element.EnumerateArray().ToList();
                for (var index = 0; index < items.Count; index++)
                {
                    Add(lines, items[index], $"{pointer}/{index}", depth + 1, "", index < items.Count - 1 ? "," : "");
                }

                lines.Add(new JsonLine(new string(' ', depth * 2) + "]" + comma, null));
                break;
            default:
                lines.Add(new JsonLine(before + element.GetRawText() + comma, pointer));
                break;
        }
    }

    // RFC 6901, section 3.
    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
