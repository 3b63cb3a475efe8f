using System.Text.RegularExpressions;

namespace Genesys.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md.</summary>
internal sealed partial class TelemetryPage
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/telemetry.md"));

    /// <summary>Name → attributes.</summary>
    public IReadOnlyDictionary<string, string[]> Spans =>
        Rows("Spans").ToDictionary(row => Codes(row[0]).Single(), row => Codes(row[3]));

    /// <summary>Name → the spans that have it, its attributes.</summary>
    public IReadOnlyDictionary<string, (string[] Spans, string[] Attributes)> Events =>
        Rows("Events of spans").ToDictionary(row => Codes(row[0]).Single(), row => (Codes(row[1]), Codes(row[2])));

    public IReadOnlyList<string> Attributes => [.. Rows("Attributes").SelectMany(row => Codes(row[0]))];

    /// <summary>The values that an attribute's row lists.</summary>
    public IReadOnlyList<string> ValuesOf(string attribute) =>
        Codes(Rows("Attributes").Single(row => Codes(row[0]).Contains(attribute))[2]);

    public IReadOnlyList<string> Links => [.. Rows("Links").Select(row => Codes(row[0]).Single()).Distinct()];

    /// <summary>Name → kind, unit, attributes.</summary>
    public IReadOnlyDictionary<string, (string Kind, string Unit, string[] Attributes)> Instruments =>
        Rows("Instruments")
            .ToDictionary(row => Codes(row[0]).Single(), row => (row[1], Codes(row[2]).Single(), Codes(row[3])));

    private IEnumerable<string[]> Rows(string section) => _lines
        .SkipWhile(line => line != $"## {section}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static string[] Codes(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
