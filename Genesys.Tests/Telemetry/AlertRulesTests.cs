using System.Text.RegularExpressions;
using Genesys.Drills.Processes;
using Genesys.Receiver.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Genesys.Tests.Telemetry;

/// <summary>
/// The alerts of deploy/prometheus: what they ask for is emitted (docs/telemetry.md, which is held against the code),
/// and nothing that docs/operating.md calls a signal is left out.
/// </summary>
public partial class AlertRulesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/prometheus");

    private static readonly TelemetryPage Page = new();

    private static readonly IReadOnlyList<YamlMappingNode> Rules = Read();

    /// <summary>
    /// Name in Prometheus → instrument,
    /// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.
    /// </summary>
    private static readonly IReadOnlyDictionary<string, string> Names = Page.Instruments
        .SelectMany(row => InPrometheus(row.Key, row.Value.Kind, row.Value.Unit).Select(name => (name, row.Key)))
        .ToDictionary(pair => pair.name, pair => pair.Key, StringComparer.Ordinal);

    [Fact]
    public void Every_metric_that_a_rule_names_is_emitted()
    {
        var named = Rules.SelectMany(rule => Metrics(Text(rule, "expr"))).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Names.Keys));
    }

    [Fact]
    public void Every_label_that_a_rule_names_is_an_attribute_of_its_metric() => Assert.All(Rules, rule =>
    {
        var expression = Text(rule, "expr");
        var has = Metrics(expression)
            .SelectMany(metric => Page.Instruments[Names[metric]].Attributes)
            .Select(attribute => attribute.Replace('.', '_')).Concat(["job", "le"]).ToHashSet(StringComparer.Ordinal);

        Assert.All(Matcher().Matches(expression).Select(match => match.Groups[1].Value)
            .Concat(
                Grouping().Matches(expression)
                    .SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)))
            .Concat(Template().Matches(Text(rule, "annotations", "summary")).Select(match => match.Groups[1].Value)),
            label => Assert.Contains(label, has));
    });

    [Fact]
    public void Every_signal_of_the_operators_page_has_an_alert()
    {
        var asked = Rules.SelectMany(rule => Metrics(Text(rule, "expr")).Select(metric => Names[metric]))
            .ToHashSet(StringComparer.Ordinal);
        var signals = OperatingRows("Signals of the telemetry").ToList();

        Assert.NotEmpty(signals);
        Assert.All(signals, row =>
        {
            Assert.Contains(Code().Match(row[0]).Groups[1].Value, asked);
            // The kinds, results or outcomes that a row is about.
            Assert.All(
                Code().Matches(row[0] + (row[0].Contains("by outcome", StringComparison.Ordinal) ? row[1] : ""))
                    .Skip(1).Select(match => match.Groups[1].Value),
                value => Assert.True(
                    Rules.Any(rule => Asked(rule).Contains(value, StringComparer.Ordinal)),
                    $"No alert is about {value}."));
        });
    }

    [Fact]
    public void Every_kind_of_dead_letters_has_an_alert()
    {
        var kinds = Page.ValuesOf(ReceiverTelemetry.JournalKindKey)
            .Where(kind => kind.EndsWith("dead_letter", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind => Assert.Contains(kind, Rules.SelectMany(Asked)));
    }

    [Fact]
    public void Every_alert_says_where_to_read() => Assert.All(Rules, rule =>
    {
        var parts = Text(rule, "annotations", "runbook").Split('#');
        var anchors = File.ReadLines(Path.Combine(Repository.Root, parts[0])).Where(line => line.StartsWith('#'))
            .Select(line => NoAnchor().Replace(line.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-'));

        Assert.Contains(parts[1], anchors);
        Assert.Contains(Text(rule, "labels", "severity"), new[] { "critical", "warning", "info" });
    });

    /// <summary>
    /// Prometheus' own tool, where it is: the rules against series of a receiver in trouble, one that works, and none.
    /// </summary>
    [Fact]
    public async Task The_alerts_fire_when_they_should()
    {
        var tool = InstalledProgram.Find("promtool");
        Assert.SkipWhen(tool is null, "cannot run here: promtool isn't installed");

        var (exitCode, output, errors) = await RunningProcess.RunAsync(
            tool!, ["test", "rules", "rules.test.yaml"], folder: Folder,
            cancellationToken: Cancel);

        Assert.True(exitCode == 0, output + errors);
    }

    private static IEnumerable<string> InPrometheus(string name, string kind, string unit)
    {
        var flat = name.Replace('.', '_') + (unit, kind) switch
        {
            ("s", _) => "_seconds",
            ("By", _) => "_bytes",
            ("1", "gauge") => "_ratio",
            _ => "",
        };
        return kind switch
        {
            "counter" => [flat + "_total"],
            "histogram" => [flat + "_bucket", flat + "_count", flat + "_sum"],
            _ => [flat],
        };
    }

    private static IEnumerable<string[]> OperatingRows(string section) =>
        File.ReadLines(Path.Combine(Repository.Root, "docs/operating.md"))
        .SkipWhile(line => line != $"## {section}").Skip(1)
        .TakeWhile(line => !line.StartsWith('#'))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static IReadOnlyList<YamlMappingNode> Read()
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Folder, "rules.yaml"));
        yaml.Load(reader);
        return [
            .. ((YamlSequenceNode)yaml.Documents.Single().RootNode["groups"]).SelectMany(
                group => (YamlSequenceNode)group["rules"]).Cast<YamlMappingNode>()];
    }

    /// <summary>What is left of an expression without its labels.</summary>
    private static IEnumerable<string> Metrics(string expression) =>
        Metric().Matches(Labels().Replace(expression, "")).Select(match => match.Value);

    /// <summary>The values that a rule asks for.</summary>
    private static IEnumerable<string> Asked(YamlMappingNode rule) =>
        Value().Matches(Text(rule, "expr")).SelectMany(match => match.Groups[1].Value.Split('|'));

    private static string Text(YamlNode rule, params string[] path) =>
        ((YamlScalarNode)path.Aggregate(rule, (node, name) => node[name])).Value!;

    [GeneratedRegex(@"by \([^)]*\)|\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\bgenesys_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"([a-z_]+)(?:=~?|![=~])""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"(?<!!)=~?""([^""]*)""")]
    private static partial Regex Value();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\$labels\.([a-z_]+)")]
    private static partial Regex Template();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
