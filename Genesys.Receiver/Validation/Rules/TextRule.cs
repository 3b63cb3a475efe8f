using System.Text;
using System.Text.Json.Nodes;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>A string, and what it has to keep.</summary>
internal sealed class TextRule() : ValueRule(ValueKind.Text, "a string")
{
    private readonly byte[][] _prefixes = [];

    public static readonly TextRule Any = new();

    public static readonly TextRule DateTime = new() { IsDateTime = true };

    /// <summary>True when null does as well.</summary>
    public bool Nullable { get; init; }

    public bool NotBlank { get; init; }

    public bool NoControlCharacters { get; init; }

    /// <summary>
    /// True when half of a surrogate pair does not do, as in whatever is a key or part of an address.
    /// </summary>
    public bool WellFormed { get; init; }

    /// <summary>Most characters (Unicode scalar values), or 0 for any number.</summary>
    public int MaxLength { get; init; }

    /// <summary>True when <c>.</c> and <c>..</c> don't do: they would change the path of a URL.</summary>
    public bool NotDotSegment { get; init; }

    public bool IsDateTime { get; init; }

    /// <summary>The only values, or null for any.</summary>
    public Utf8Table? OneOf { get; init; }

    /// <summary>What the value has to begin with, one of these; null for anything.</summary>
    public IReadOnlyList<string>? Prefixes
    {
        get;
        init
        {
            field = value;
            _prefixes = [.. value?.Select(Encoding.UTF8.GetBytes) ?? []];
        }
    }

    /// <summary>
    /// The values that are known so far; another is drift, and upper or lower case makes no difference. Null for any.
    /// </summary>
    public Utf8Table? Known { get; init; }

    /// <summary>True when nothing but the type is asked for.</summary>
    public bool IsTypeAlone =>
        !NotBlank && !NoControlCharacters && !WellFormed && MaxLength == 0 && !NotDotSegment && !IsDateTime
            && OneOf is null && Prefixes is null && Known is null;

    public string TooLongMessage =>
        field ??= FormattableString.Invariant($"must be at most {MaxLength} characters long");

    public string OneOfMessage => field ??= OneOf!.Values.Count == 1
        ? $"must be {OneOf.Values[0]}"
        : $"must be one of {string.Join(", ", OneOf.Values)}";

    public string PrefixMessage => field ??= $"must begin with {string.Join(" or ", Prefixes!)} and go on from there";

    public bool HasKnownPrefix(ReadOnlySpan<byte> text)
    {
        foreach (var prefix in _prefixes)
        {
            if (text.Length > prefix.Length && text.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = Nullable ? new JsonArray("string", "null") : "string" };
        if (OneOf is not null)
        {
            schema["enum"] = new JsonArray([.. OneOf.Values.Select(value => (JsonNode)value)]);
        }

        if (Known is not null)
        {
            // Examples, not enum: Genesys adds values, and a new one is drift, not an error.
            schema["examples"] = new JsonArray([.. Known.Values.Select(value => (JsonNode)value)]);
        }

        if (MaxLength > 0)
        {
            schema["maxLength"] = MaxLength;
        }

        var patterns = new JsonArray();
        if (IsDateTime)
        {
            // Not format: it is RFC 3339's date-time alone, and an assertion only where a reader turns it into one.
            patterns.Add((JsonNode)new JsonObject { ["pattern"] = DateTimeText.Pattern });
        }

        if (NotBlank)
        {
            patterns.Add((JsonNode)new JsonObject { ["pattern"] = SchemaPattern.NotBlank });
        }

        if (NoControlCharacters)
        {
            patterns.Add((JsonNode)new JsonObject { ["pattern"] = SchemaPattern.NoControlCharacters });
        }

        if (NotDotSegment)
        {
            patterns.Add((JsonNode)new JsonObject { ["not"] = new JsonObject { ["enum"] = new JsonArray(".", "..") } });
        }

        if (Prefixes is not null)
        {
            patterns.Add((JsonNode)new JsonObject
            {
                ["anyOf"] = new JsonArray([.. Prefixes.Select(prefix =>
                    (JsonNode)new JsonObject
                    {
                        ["pattern"] = $"^{SchemaPattern.Escape(prefix)}{SchemaPattern.AnyCharacter}",
                    })]),
            });
        }

        if (patterns.Count > 0)
        {
            schema["allOf"] = patterns;
        }

        return schema;
    }
}
