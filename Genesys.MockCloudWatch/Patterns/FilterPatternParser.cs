using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>
/// Reads filter patterns. The three forms are those of
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html: terms, <c>[fields]</c>, <c>{
/// JSON }</c>.
/// </summary>
internal static class FilterPatternParser
{
    private const int MaxLength = 1_024;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ApiException">It isn't one.</exception>
    public static FilterPattern Parse(string text)
    {
        if (ApiException.LengthConstraint(text.Length, 0, MaxLength) is { } constraint)
        {
            throw ApiException.ConstraintWithoutValue("filterPattern", constraint);
        }

        return text.AsSpan().Trim() switch
        {
            [] => EverythingPattern.Instance,
            ['{', .., '}'] json => JsonPatternParser.Parse(json[1..^1]),
            ['{', ..] => throw ApiException.InvalidParameter(
                "If a filter pattern starts with '{' it must end with '}'"),
            ['[', .., ']'] fields => FieldPatternParser.Parse(fields[1..^1]),
            ['[', ..] => throw ApiException.InvalidParameter(
                "If a filter pattern starts with '[' it must end with ']'"),
            var terms => TermPattern.Parse(terms),
        };
    }

    private sealed class EverythingPattern : FilterPattern
    {
        public static readonly EverythingPattern Instance = new();

        public override bool Matches(ReadOnlySpan<byte> message) => true;
    }
}
