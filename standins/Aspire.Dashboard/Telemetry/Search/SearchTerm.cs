using System.Globalization;
using Aspire.Dashboard.Otlp;

namespace Aspire.Dashboard.Telemetry.Search;

/// <summary>How a term compares an attribute with its value.</summary>
internal enum SearchOperator
{
    Contains,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>One term of a query: text to find anywhere, or a key, an operator and a value.</summary>
internal sealed class SearchTerm
{
    private readonly TextMatch? _text;
    private readonly string? _key;
    private readonly SearchOperator _operator;
    private readonly string _value = "";
    private readonly double? _number;
    private readonly bool _negated;

    public SearchTerm(string text, bool negated) => (_text, _negated) = (new TextMatch(text), negated);

    public SearchTerm(string key, SearchOperator @operator, string value, bool negated)
    {
        (_key, _operator, _value, _negated) = (key, @operator, value, negated);
        _number = ParseNumber(value);
    }

    /// <summary>True for <c>-word</c>.</summary>
    public bool IsNegated => _negated;

    public bool Fits(SpanRecord span) => _negated != (_text is not null
        ? _text.IsIn(span.Message, OtlpShapes.Span) || _text.IsIn(span.Resource.Name) || _text.IsIn(span.Scope.Name)
        : _key!.ToLowerInvariant() switch
        {
            "name" => Compare(span.Name),
            "service" or "resource" => Compare(span.Resource.Name),
            "scope" => Compare(span.Scope.Name),
            "duration" => Compare(span.Duration / 1e6),
            "status" => Compare(span.IsError ? "error" : "ok"),
            "kind" => Compare(span.Kind.ToString()),
            "trace" => Compare(OtlpIds.TraceText(span.TraceId)),
            "span" => Compare(OtlpIds.SpanText(span.SpanId)),
            _ => CompareAttribute(Attribute.From(span.Decode().Attributes), span.Resource),
        });

    public bool Fits(LogEntry entry) => _negated != (_text is not null
        ? _text.IsIn(entry.Message, OtlpShapes.LogRecord) || _text.IsIn(entry.Resource.Name) || _text.IsIn(entry.Scope.Name)
        : _key!.ToLowerInvariant() switch
        {
            "message" => Compare(Attribute.Text(entry.Decode().Body)),
            "service" or "resource" => Compare(entry.Resource.Name),
            "scope" or "category" => Compare(entry.Scope.Name),
            "level" or "severity" => Compare(entry.Level.ToString()),
            "trace" => Compare(OtlpIds.TraceText(entry.TraceId)),
            "span" => Compare(OtlpIds.SpanText(entry.SpanId)),
            _ => CompareAttribute(Attribute.From(entry.Decode().Attributes), entry.Resource),
        });

    private bool CompareAttribute(Attribute[] attributes, OtlpResource resource)
    {
        var value = Attribute.Find(attributes, _key!) ?? Attribute.Find(resource.Attributes, _key!);
        return value is null ? _operator == SearchOperator.NotEqual : Compare(value);
    }

    private bool Compare(string value) => _operator switch
    {
        SearchOperator.Contains => value.Contains(_value, StringComparison.OrdinalIgnoreCase),
        SearchOperator.Equal => string.Equals(value, _value, StringComparison.OrdinalIgnoreCase),
        SearchOperator.NotEqual => !string.Equals(value, _value, StringComparison.OrdinalIgnoreCase),
        _ => ParseNumber(value) is { } number && Compare(number),
    };

    private bool Compare(double value) => _number is { } number && _operator switch
    {
        SearchOperator.Greater => value > number,
        SearchOperator.GreaterOrEqual => value >= number,
        SearchOperator.Less => value < number,
        SearchOperator.LessOrEqual => value <= number,
        SearchOperator.NotEqual => value != number,
        _ => value == number,
    };

    /// <summary>A number, or a length of time in ms when it has a unit.</summary>
    private static double? ParseNumber(string text)
    {
        var (digits, factor) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) => (text[..^2], 1d),
            _ when text.EndsWith("us", StringComparison.OrdinalIgnoreCase) || text.EndsWith("µs", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1000d),
            _ when text.EndsWith('m') => (text[..^1], 60_000d),
            _ => (text, 1d),
        };
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number * factor : null;
    }
}
