using System.Globalization;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>
/// A filter pattern: decides for each message, UTF-8, whether it matches. The three forms are those of
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html: terms, <c>[fields]</c>, <c>{ JSON }</c>.
/// </summary>
internal abstract class FilterPattern
{
    private const int MaxLength = 1_024;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ApiException">It isn't one.</exception>
    public static FilterPattern Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw ApiException.Constraint("", "filterPattern", string.Create(CultureInfo.InvariantCulture, $"Member must have length less than or equal to {MaxLength}"));
        }

        return text.AsSpan().Trim() switch
        {
            [] => EverythingPattern.Instance,
            ['{', .., '}'] json => JsonPatternParser.Parse(json[1..^1]),
            ['{', ..] => throw ApiException.InvalidParameter("If a filter pattern starts with '{' it must end with '}'"),
            ['[', .., ']'] fields => FieldPatternParser.Parse(fields[1..^1]),
            ['[', ..] => throw ApiException.InvalidParameter("If a filter pattern starts with '[' it must end with ']'"),
            var terms => TermPattern.Parse(terms),
        };
    }

    /// <summary>True when the pattern names parts of a message, in JSON or between spaces, which a metric's dimensions can take.</summary>
    public virtual bool HasFields => false;

    public abstract bool Matches(ReadOnlySpan<byte> message);

    internal static ApiException Invalid() => ApiException.InvalidParameter("Invalid filter pattern");

    /// <summary>A character that a term may hold in quotation marks only, in AWS's words.</summary>
    internal static ApiException InvalidCharacter(ReadOnlySpan<char> character) => ApiException.InvalidParameter($"Invalid character(s) in term '{character}'");

    private sealed class EverythingPattern : FilterPattern
    {
        public static readonly EverythingPattern Instance = new();

        public override bool Matches(ReadOnlySpan<byte> message) => true;
    }
}
