using System.Text.Json.Nodes;

namespace Genesys.Tests.Deploy;

/// <summary>
/// EventBridge's event patterns, as far as they are used here:
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html. An operator that isn't
/// known throws: a pattern that can't be judged must not pass.
/// </summary>
internal static class EventPattern
{
    /// <summary>True when every member of the pattern matches the event's.</summary>
    public static bool Matches(JsonObject pattern, JsonNode? value) => pattern.All(member =>
    {
        var (found, inner) = Member(value, member.Key);
        return member.Value switch
        {
            JsonObject nested => Matches(nested, inner),
            JsonArray alternatives => alternatives.Any(alternative => MatchesAny(alternative, found, inner)),
            _ => throw new NotSupportedException($"The pattern's {member.Key} must be an object or an array."),
        };
    });

    private static (bool Found, JsonNode? Value) Member(JsonNode? value, string name) =>
        value is JsonObject members && members.TryGetPropertyValue(name, out var inner) ? (true, inner) : (false, null);

    /// <summary>An array in the event matches when one of its elements does.</summary>
    private static bool MatchesAny(JsonNode? alternative, bool found, JsonNode? value) =>
        found && value is JsonArray elements && elements.Count > 0
            ? elements.Any(element => MatchesOne(alternative, found, element))
            : MatchesOne(alternative, found, value);

    private static bool MatchesOne(JsonNode? alternative, bool found, JsonNode? value) => alternative switch
    {
        JsonObject rule => rule.Single() switch
        {
            { Key: "exists", Value: { } wanted } => found == wanted.GetValue<bool>(),
            { Key: "prefix", Value: { } prefix } =>
                Text(value)?.StartsWith(prefix.GetValue<string>(), StringComparison.Ordinal) == true,
            { Key: "suffix", Value: { } suffix } =>
                Text(value)?.EndsWith(suffix.GetValue<string>(), StringComparison.Ordinal) == true,
            { Key: "anything-but", Value: { } but } =>
                found && !Alternatives(but).Any(one => JsonNode.DeepEquals(one, value)),
            var other => throw new NotSupportedException($"The operator {other.Key} isn't known here."),
        },
        _ => found && JsonNode.DeepEquals(alternative, value),
    };

    private static JsonArray Alternatives(JsonNode but) => but as JsonArray ?? [but.DeepClone()];

    private static string? Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var content) ? content : null;
}
