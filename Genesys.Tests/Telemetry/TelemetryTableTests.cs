using System.Reflection;
using System.Text.RegularExpressions;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Telemetry;

namespace Genesys.Tests.Telemetry;

/// <summary>docs/telemetry.md and the code have the same spans, events, attributes, links and instruments.</summary>
[Collection(WholeProcess.Name)]
public partial class TelemetryTableTests(EveryOutcome driven) : IClassFixture<EveryOutcome>
{
    private static readonly IReadOnlyList<(string Name, string Value)> Constants =
    [
        .. typeof(ReceiverTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name != nameof(ReceiverTelemetry.Name))
            .Select(field => (field.Name, (string)field.GetRawConstantValue()!)),
    ];

    private readonly TelemetryPage _page = driven.Page;

    [Fact]
    public void EveryNameInTheCode_IsInATable_AndEveryOneInATable_IsInTheCode()
    {
        Assert.Equal(Sorted([.. WithSuffix("Key")]), Sorted(_page.Attributes));
        Assert.Equal(Sorted(WithSuffix("Event")), Sorted(_page.Events.Keys));
        Assert.Equal(Sorted(WithSuffix("Link")), Sorted(_page.Links));
        var spans = Constants.Where(constant => !constant.Name.EndsWith("Key", StringComparison.Ordinal)
            && !constant.Name.EndsWith("Event", StringComparison.Ordinal)
            && !constant.Name.EndsWith("Link", StringComparison.Ordinal)).Select(constant => constant.Value);
        Assert.Equal(
            Sorted(
                [
                    .. spans, "GET " + ApiResource.Conversation.Template, "GET " + ApiResource.Analytics.Template,
                    "POST " + ApiResource.DetailsQuery.Template]), Sorted(_page.Spans.Keys));
    }

    [Fact]
    public void EverySpan_HasTheAttributesOfItsRow_AndNoOther() => Same(
        _page.Spans.SelectMany(row => row.Value, (row, attribute) => (row.Key, attribute)),
        driven.SpanAttributes);

    [Fact]
    public void EveryEvent_IsOnTheSpansOfItsRow_WithItsAttributes_AndNoOther()
    {
        Same(_page.Events.SelectMany(row => row.Value.Spans, (row, span) => (row.Key, span)), driven.EventSpans);
        Same(
            _page.Events.SelectMany(row => row.Value.Attributes, (row, attribute) => (row.Key, attribute)),
            driven.EventAttributes);
    }

    [Fact]
    public void EveryLink_SaysWhatItLeadsTo()
    {
        Same(_page.Links, driven.Links);
        Assert.All(driven.Spans.Own.SelectMany(span => span.Links), link => Assert.Single(link.Tags ?? []));
    }

    [Fact]
    public void EveryInstrument_HasKindAndUnitOfItsRow() => Same(
        _page.Instruments.Select(row => (row.Key, row.Value.Kind, row.Value.Unit)),
        driven.Metrics.Instruments.Select(
            instrument => (instrument.Key, instrument.Value.Kind, instrument.Value.Unit)));

    [Fact]
    public void EveryInstrument_MeasuresWithTheAttributesOfItsRow_AndNoOther() => Same(
        _page.Instruments.SelectMany(row => row.Value.Attributes, (row, attribute) => (row.Key, attribute)),
        driven.Metrics.Attributes.Keys);

    [Theory]
    [InlineData("genesys.health.state", ReceiverTelemetry.HealthCheckKey)]
    [InlineData("genesys.journal.depth", ReceiverTelemetry.JournalKindKey)]
    public void EveryValueOfAMetricsAttribute_IsInItsRow_AndNoOther(string instrument, string attribute) =>
        Same(_page.ValuesOf(attribute), driven.Metrics.Attributes[(instrument, attribute)].Keys);

    [Fact]
    public void MetricsHaveNoIds_AndFewValues()
    {
        Assert.DoesNotContain(
            driven.Metrics.Attributes.Keys, key => key.Attribute.EndsWith(".id", StringComparison.Ordinal));
        // Drift's paths have a bound of their own, and a test of it.
        Assert.All(
            driven.Metrics.Attributes.Where(values => values.Key.Attribute != ReceiverTelemetry.PathKey),
            values => Assert.InRange(values.Value.Count, 1, 60));
    }

    [Fact]
    public void HistogramsOfSeconds_HaveBucketsForMilliseconds()
    {
        Assert.Equal(5, driven.Metrics.Buckets.Count);
        Assert.All(driven.Metrics.Buckets.Values, bounds =>
        {
            Assert.InRange(bounds.Count, 10, 20);
            Assert.InRange(bounds[0], 0.000_001, 0.005);
            Assert.Equal(bounds.Order(), bounds);
        });
    }

    [Fact]
    public void FailedSpans_SayOfWhatKindTheFailureIs_AndTheOthersHaveNone() => Assert.All(
        driven.Spans.Own,
        span =>
        {
            var failed = span.Status == System.Diagnostics.ActivityStatusCode.Error;
            Assert.Equal(failed, span.GetTagItem(ReceiverTelemetry.ErrorTypeKey) is string { Length: > 0 });
            Assert.Equal(failed, span.StatusDescription is { Length: > 0 });
        });

    [Fact]
    public void EveryNameThatAnotherPageHas_IsInATable()
    {
        var known = _page.Instruments.Keys.Concat(_page.Attributes).Concat(_page.Events.Keys)
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Append(Path.Combine(Repository.Root, "README.md")),
            page => Assert.All(
                NamedInCode().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value),
                name => Assert.Contains(name, known)));
    }

    private static IEnumerable<string> WithSuffix(string suffix) =>
        Constants.Where(constant => constant.Name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(constant => constant.Value);

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private static void Same<T>(IEnumerable<T> page, IEnumerable<T> emitted)
    {
        var (listed, seen) = (page.ToHashSet(), emitted.ToHashSet());
        Assert.True(
            listed.SetEquals(seen),
            $"Emitted but not in docs/telemetry.md: {string.Join("; ", seen.Except(listed))}\nIn docs/telemetry.md but not emitted: {string.Join("; ", listed.Except(seen))}");
    }

    // Not the schema genesys.cloud/1 and its event types, and not the mock's.
    [GeneratedRegex(@"`(genesys\.(?!cloud|com|mock|receiver)[a-z_]+(?:\.[a-z_]+)+)`")]
    private static partial Regex NamedInCode();
}
