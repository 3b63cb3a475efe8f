using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Genesys.Tests.Validation;

/// <summary>
/// Evaluates the keywords of JSON Schema 2020-12 that the receiver's schemas use, and fails on any other.
/// </summary>
internal sealed class JsonSchemaEvaluator(JsonObject schema)
{
    public bool Accepts(JsonElement value) => Accepts(schema, value);

    private static bool Accepts(JsonObject schema, JsonElement value) =>
        schema.All(keyword => Accepts(schema, keyword.Key, keyword.Value!, value));

    private static bool Accepts(JsonObject schema, string keyword, JsonNode argument, JsonElement value) =>
        keyword switch
        {
            "$schema" or "$id" or "title" or "examples" or "then" => true,
            "type" =>
                argument is JsonArray types
                    ? types.Any(type => IsOf((string)type!, value)) : IsOf((string)argument!, value),
            "enum" => argument.AsArray().Any(one => IsText(value, (string)one!)),
            "const" => IsText(value, (string)argument!),
            "required" =>
                value.ValueKind != JsonValueKind.Object
                    || argument.AsArray().All(name => value.TryGetProperty((string)name!, out _)),
            "properties" => value.ValueKind != JsonValueKind.Object
                || argument.AsObject()
                    .All(
                        member => !value.TryGetProperty(member.Key, out var inner)
                            || Accepts(member.Value!.AsObject(), inner)),
            "additionalProperties" =>
                value.ValueKind != JsonValueKind.Object
                    || value.EnumerateObject().All(member => Accepts(argument.AsObject(), member.Value)),
            "items" =>
                value.ValueKind != JsonValueKind.Array
                    || value.EnumerateArray().All(item => Accepts(argument.AsObject(), item)),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= (long)argument,
            "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= (long)argument,
            "maxLength" =>
                value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() <= (int)argument,
            "pattern" => value.ValueKind != JsonValueKind.String || Matches(value.GetString()!, (string)argument!),
            "allOf" => argument.AsArray().All(one => Accepts(one!.AsObject(), value)),
            "anyOf" => argument.AsArray().Any(one => Accepts(one!.AsObject(), value)),
            "not" => !Accepts(argument.AsObject(), value),
            "if" => !Accepts(argument.AsObject(), value) || Accepts(schema["then"]!.AsObject(), value),
            _ => throw new NotSupportedException(keyword),
        };

    /// <summary>To .NET a <c>$</c> is before a last line feed as well, to ECMA-262 only at the end.</summary>
    private static bool Matches(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.ECMAScript) is { Success: true } match
            && (!pattern.EndsWith('$') || match.Index + match.Length == text.Length);

    private static bool IsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.GetString() == text;

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => throw new NotSupportedException(type),
    };
}
