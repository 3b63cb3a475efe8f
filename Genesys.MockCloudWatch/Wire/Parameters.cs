using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>A call's parameters. A member of the wrong JSON type is a SerializationException, as on AWS.</summary>
internal sealed class Parameters : IDisposable
{
    private readonly JsonDocument _document;

    private Parameters(JsonDocument document) => _document = document;

    /// <summary>Reads a body; an empty one has no parameters.</summary>
    public static Parameters Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            if (document.RootElement.ValueKind is JsonValueKind.Object && IsUnicode(body.Span))
            {
                return new Parameters(document);
            }

            document.Dispose();
        }
        catch (JsonException)
        {
        }

        throw ApiException.Serialization();
    }

    public void Dispose() => _document.Dispose();

    /// <summary>
    /// What is asked for, whichever page of it: the parameters in the order of their names, without those of paging.
    /// </summary>
    public string WithoutPaging() => string.Join(',', _document.RootElement.EnumerateObject()
        .Where(member => member.Name is not ("limit" or "nextToken"))
        .OrderBy(member => member.Name, StringComparer.Ordinal)
        .Select(member => $"{member.Name}:{member.Value.GetRawText()}"));

    public string? Text(string name) => Find(name, JsonValueKind.String)?.GetString();

    public long? Number(string name) => Find(name, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt64(out var number) ? number
        : value.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue ? (long)real
        : throw ApiException.Serialization();

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw ApiException.Serialization(),
    };

    public List<string>? Texts(string name) => Find(name, JsonValueKind.Array)?.EnumerateArray()
        .Select(
            item =>
                item.ValueKind is JsonValueKind.String
                    ? item.GetString()!
                    : throw ApiException.Serialization()).ToList();

    public Dictionary<string, string>? Map(string name)
    {
        if (Find(name, JsonValueKind.Object) is not { } map)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind is JsonValueKind.String
                ? member.Value.GetString()!
                : throw ApiException.Serialization();
        }

        return values;
    }

    public JsonObject? Structure(string name) => Find(name, JsonValueKind.Object) is { } value ? Copy(value) : null;

    public List<JsonObject>? Structures(string name) => Find(name, JsonValueKind.Array)?.EnumerateArray()
        .Select(
            item => item.ValueKind is JsonValueKind.Object ? Copy(item) : throw ApiException.Serialization()).ToList();

    /// <summary>
    /// False when a text is broken UTF-8 or has half a surrogate pair, at which reading it would throw.
    /// </summary>
    private static bool IsUnicode(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // JsonObject.Create would refer to the document, which is gone when the call is over.
    private static JsonObject Copy(JsonElement value) => JsonNode.Parse(value.GetRawText())!.AsObject();

    private JsonElement? Find(string name, JsonValueKind kind) => Find(name) switch
    {
        null => null,
        { } value when value.ValueKind == kind => value,
        _ => throw ApiException.Serialization(),
    };

    private JsonElement? Find(string name) =>
        _document.RootElement.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
}
