using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Pages;
using Aspire.Dashboard.Pages.Graphs;
using Aspire.Dashboard.Pages.Live;
using Bunit;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FluentUI.AspNetCore.Components;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public sealed class ComponentTests : BunitContext
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_767_225_660));

    public ComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddFluentUIComponents();
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(Options.Create(new DashboardOptions()));
        Services.AddDashboardPages();
    }

    [Fact]
    public void Secret_IsNotInThePageUntilItIsAskedFor()
    {
        var secret = Render<Secret>(parameters => parameters.Add(one => one.Value, "hunter2").Add(one => one.IsMasked, true).Add(one => one.Name, "KEY"));

        Assert.DoesNotContain("hunter2", secret.Markup, StringComparison.Ordinal);
        secret.Find("button").Click();
        Assert.Contains("hunter2", secret.Markup, StringComparison.Ordinal);
        secret.Find("button").Click();
        Assert.DoesNotContain("hunter2", secret.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void LogTable_ShowsTextAsTextAndLinksItsTrace()
    {
        var (store, intake) = StoreTests.Make();
        intake.Take(OtlpSignal.Logs, Logs("shop", ALog("<script>alert(1)</script>", SeverityNumber.Error, 1, 2)).ToByteArray());

        var table = Render<LogTable>(parameters => parameters.Add(one => one.Rows, store.Logs.All()).Add(one => one.WithTrace, true));

        Assert.Empty(table.FindAll("script"));
        Assert.Equal("error", table.Find("tbody tr").ClassName);
        Assert.EndsWith($"{Hex(TraceId(1))}?span={Hex(SpanId(2))}", table.Find("td a.id").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void TimeRange_IsSharedAndMovesWithTheClock()
    {
        var view = Services.GetRequiredService<ViewState>();
        var picker = Render<TimeRangePicker>();

        picker.Find("#range").Change("Last minute");
        var (from, _) = view.Bounds;
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(from + 10_000_000_000, view.Bounds.From);
        picker.Find("#range").Change("custom");
        picker.Find("#from").Change("2026-01-01T00:00:00");
        Assert.Equal(Start, view.Bounds.From);
    }

    [Fact]
    public void Graph_PutsWhoCallsLeftOfWhomItCalls_AndEndsWhereCallsGoInACircle()
    {
        GraphNode[] nodes = [.. "abcd".Select(letter => new GraphNode(letter.ToString(), letter.ToString(), "", "", null))];
        var graph = new Graph(nodes, [new("a", "b", "", "", 1), new("b", "c", "", "", 1), new("c", "a", "", "", 0.1), new("b", "d", "", "", 1), new("d", "missing", "", "", 1)]);

        Assert.True(nodes[0].X < nodes[1].X && nodes[1].X < nodes[2].X && nodes[2].X == nodes[3].X);
        Assert.NotEqual(nodes[2].Y, nodes[3].Y);
        Assert.Equal(["c"], graph.Edges.Where(graph.IsDetour).Select(edge => edge.From));
        Assert.Contains("<svg", Render<GraphView>(parameters => parameters.Add(one => one.Of, graph).Add(one => one.Label, "map")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ArrowOverAColumn_PassesItsNodes()
    {
        GraphNode[] nodes = [.. "abcd".Select(letter => new GraphNode(letter.ToString(), letter.ToString(), "", "", null))];
        GraphEdge over = new("a", "d", "", "", 0.1);
        var graph = new Graph(nodes, [new("a", "b", "", "", 1), new("a", "c", "", "", 1), new("b", "d", "", "", 1), over]);

        var (x, y) = Assert.Single(graph.Lanes(over));

        Assert.Equal(nodes[1].X, x);
        Assert.All(nodes[1..3], node => Assert.False(y >= node.Y && y <= node.Y + Graph.NodeHeight));
        Assert.Empty(graph.Lanes(graph.Edges[0]));
    }

    [Fact]
    public void ExemplarsThatAreTheSame_DoNotStopThePage()
    {
        var (store, intake) = StoreTests.Make();
        Services.AddSingleton(store);
        var histogram = new Metric { Name = "duration", Unit = "s", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative } };
        foreach (var route in new[] { "/a", "/b" })
        {
            histogram.Histogram.DataPoints.AddRange(Enumerable.Range(1, 2).Select(i => new HistogramDataPoint
            {
                TimeUnixNano = Start + (ulong)i * 1000 * Millisecond,
                Count = (ulong)i,
                Sum = i,
                BucketCounts = { (ulong)i, 0 },
                ExplicitBounds = { 1 },
                Attributes = { Pair("http.route", route) },
                Exemplars = { new Exemplar { TimeUnixNano = Start + 1500 * Millisecond, AsDouble = 0.5, TraceId = TraceId(1), SpanId = SpanId(1) } },
            }));
        }

        intake.Take(OtlpSignal.Metrics, Metrics("shop", histogram).ToByteArray());

        var page = Render<MetricsPage>();
        page.Render();

        Assert.True(page.FindAll(".exemplars li").Count > 1);
    }

    [Fact]
    public void FilterForm_WritesATermOfTheLanguage()
    {
        var added = new List<string>();
        var form = Render<FilterAdd>(parameters => parameters.Add(one => one.Keys, () => ["http.route"]).Add(one => one.Add, added.Add));
        form.Find("button").Click();
        Assert.NotNull(form.Find("datalist option[value='http.route']"));

        form.FindAll("input")[0].Change("http.route");
        form.Find("select").Change("-:");
        form.FindAll("input")[1].Change("a b");
        form.Find("form").Submit();

        Assert.Equal("-http.route:\"a b\"", Assert.Single(added));
        form.Find("button").Click();
        form.FindAll("input")[1].Change("\"");
        form.Find("form").Submit();
        Assert.Single(added);
        Assert.NotNull(form.Find("[role=alert]"));
    }

    [Fact]
    public void FirstServices_HaveColoursOfTheirOwn() =>
        Assert.Equal(Palette.Colours, Enumerable.Range(0, Palette.Colours).Select(i => Palette.Of($"palette test {i}")).Distinct().Count());

    [Theory]
    [InlineData(999UL, "999 ns")]
    [InlineData(1_500UL, "1.5 µs")]
    [InlineData(25_000_000UL, "25 ms")]
    [InlineData(3_450_000_000UL, "3.45 s")]
    [InlineData(61_000_000_000UL, "1 min 1 s")]
    [InlineData(7_260_000_000_000UL, "2 h 1 min")]
    public void Durations_ReadWell(ulong nanoseconds, string text) => Assert.Equal(text, Format.Duration(nanoseconds));
}
