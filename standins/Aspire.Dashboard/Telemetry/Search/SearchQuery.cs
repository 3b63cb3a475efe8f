using System.Text.RegularExpressions;

namespace Aspire.Dashboard.Telemetry.Search;

/// <summary>
/// What somebody typed into a search box. Words have to be found, all of them, anywhere in a record; <c>"in quotes"</c> as one phrase;
/// <c>-word</c> must not. <c>key=value</c> compares an attribute, also with <c>!=  &gt;  &gt;=  &lt;  &lt;=</c> and <c>:</c> for contains. Of a span also
/// name, service, duration, status, kind; of a log record message, level, category.
/// </summary>
internal sealed partial class SearchQuery
{
    /// <summary>Characters of a query that are read.</summary>
    public const int MaxLength = 512;

    private const int MaxTerms = 16;

    private readonly SearchTerm[] _terms;

    private SearchQuery(SearchTerm[] terms) => _terms = terms;

    public bool IsEmpty => _terms.Length == 0;

    public static SearchQuery Parse(string? text)
    {
        text = text is { Length: > MaxLength } ? text[..MaxLength] : text ?? "";
        return new([.. Terms().Matches(text).Take(MaxTerms).Select(Term)]);
    }

    /// <summary>The term that compares a key with a value; null where the language cannot say it.</summary>
    public static string? Term(string key, string @operator, string value)
    {
        var term = $"{key}{@operator}\"{value}\"";
        return value.Length > 0 && term.Length <= MaxLength && Terms().Match(term) is { Success: true } match && match.Length == term.Length && match.Groups["key"].Value == key
            ? value.AsSpan().ContainsAny(" \t\r\n") ? term : $"{key}{@operator}{value}"
            : null;
    }

    public bool Fits(SpanRecord span) => Array.TrueForAll(_terms, term => term.Fits(span));

    /// <summary>True when one span has all that is asked for, and none has what must not be there.</summary>
    public bool Fits(SpanRecord[] trace) =>
        Array.Exists(trace, span => Array.TrueForAll(_terms, term => term.IsNegated || term.Fits(span)))
        && Array.TrueForAll(_terms, term => !term.IsNegated || Array.TrueForAll(trace, term.Fits));

    public bool Fits(LogEntry entry) => Array.TrueForAll(_terms, term => term.Fits(entry));

    private static SearchTerm Term(Match match)
    {
        var negated = match.Groups["not"].Success;
        var value = match.Groups["value"].Value.Trim('"');
        return match.Groups["key"].Success
            ? new SearchTerm(match.Groups["key"].Value, OperatorOf(match.Groups["op"].Value), value, negated)
            : new SearchTerm(value, negated);
    }

    private static SearchOperator OperatorOf(string text) => text switch
    {
        "=" => SearchOperator.Equal,
        "!=" => SearchOperator.NotEqual,
        ">" => SearchOperator.Greater,
        ">=" => SearchOperator.GreaterOrEqual,
        "<" => SearchOperator.Less,
        "<=" => SearchOperator.LessOrEqual,
        _ => SearchOperator.Contains,
    };

    [GeneratedRegex("""(?<not>-)?(?:(?<key>[\w.\-]+)(?<op>!=|>=|<=|=|>|<|:))?(?<value>"[^"]+"|[^\s"]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Terms();
}
