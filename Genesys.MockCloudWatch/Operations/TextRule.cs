using System.Text.RegularExpressions;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>What the API's model says of a text: its lengths, its pattern, and the error when it breaks them.</summary>
/// <param name="Min">Least length in characters.</param>
/// <param name="Max">Greatest length in characters.</param>
/// <param name="Pattern">The pattern as the model writes it; null: any text.</param>
/// <param name="Error">The error's type.</param>
internal sealed record TextRule(
    int Min, int Max, string? Pattern = null, string Error = ApiException.InvalidParameterType)
{
    private readonly Regex? _pattern =
        Pattern is null
            ? null
            : new Regex($@"\A(?:{Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Name of a filter, a destination; the pattern is the same as a stream's.</summary>
    public static readonly TextRule Name = new(1, 512, "[^:*]*");

    public static readonly TextRule FilterPattern = new(0, 1_024);

    public static readonly TextRule Arn = new(1, 2_048);

    public string Required(Parameters parameters, string member) =>
        Optional(parameters, member) ?? throw ApiException.Missing(member, Error);

    public string? Optional(Parameters parameters, string member)
    {
        var text = parameters.Text(member);
        if (text is not null)
        {
            Check(text, member);
        }

        return text;
    }

    public void Check(string text, string member)
    {
        var constraint = ApiException.LengthConstraint(text.Length, Min, Max)
            ?? (_pattern is not null && !_pattern.IsMatch(text) ? ApiException.PatternConstraint(Pattern!) : null);
        if (constraint is not null)
        {
            throw ApiException.Constraint(text, member, constraint, Error);
        }
    }
}
