using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Metrics;
using Aspire.Dashboard.Telemetry.Search;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public class StoreTests
{
    [Fact]
    public void TooManyTraces_TheFirstToArriveLeave()
    {
        var (store, intake) = Make(limits => limits.MaxTraceCount = 3);
        for (var trace = 0; trace < 5; trace++)
        {
            intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(trace, trace).LinkedTo(trace + 100, 1)).ToByteArray());
        }

        var names = store.Traces.Read(traces => traces.Select(trace => (int)(trace.Id - 1)).Order().ToArray());
        Assert.Equal([2, 3, 4], names);
        Assert.Equal(2, store.Traces.Use.Evicted);
        Assert.Empty(store.Traces.LinkedFrom(Id(100)));
        Assert.Single(store.Traces.LinkedFrom(Id(104)));
    }

    [Fact]
    public void BytesPastTheLimit_MakeOldBatchesLeave()
    {
        var (store, intake) = Make(limits => limits.MaxBytes = 100_000);
        for (var i = 0; i < 50; i++)
        {
            intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(i, i, attributes: Pair("x", new string('x', 10_000)))).ToByteArray());
            intake.Take(OtlpSignal.Logs, Logs("shop", ALog(new string('x', 10_000))).ToByteArray());
        }

        Assert.InRange(store.Traces.Use.Bytes, 50_000, 100_000);
        Assert.InRange(store.Logs.Use.Bytes, 50_000, 100_000);
    }

    [Fact]
    public void OneEndlessTrace_StopsGrowingAndSaysSo()
    {
        var (store, intake) = Make(limits => limits.MaxSpansPerTrace = 10);
        for (var i = 0; i < 25; i++)
        {
            intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, i)).ToByteArray());
        }

        Assert.Equal(10, store.Traces.SpansOf(Id(1), out var dropped).Length);
        Assert.Equal(15, dropped);
    }

    [Fact]
    public async Task WritersReadersAndEvictionTogether_KeepTheCountsRight()
    {
        var (store, intake) = Make(limits => limits.MaxTraceCount = 50);
        var cancellation = TestContext.Current.CancellationToken;
        using var writing = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!writing.IsCancellationRequested)
            {
                var (rows, total) = new TraceQuery { Search = SearchQuery.Parse("work") }.Run(store.Traces);
                Assert.True(rows.Length <= total);
                store.Traces.AllSpans();
                new LogQuery().Run(store.Logs);
            }
        }, cancellation)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 400; i++)
            {
                intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(i % 97, (writer * 1000) + i), ASpan(i % 97, (writer * 1000) + i + 500)).ToByteArray());
                intake.Take(OtlpSignal.Logs, Logs("shop", ALog("line")).ToByteArray());
            }
        }, cancellation)));
        await writing.CancelAsync();
        await Task.WhenAll(readers);

        var use = store.Traces.Use;
        Assert.Equal(3200, use.Received);
        Assert.Equal(use.Records, store.Traces.Read(traces => traces.Sum(trace => trace.Spans.Count)));
        Assert.Equal(use.Received, use.Records + use.Evicted);
        Assert.InRange(use.Groups, 1, 50);
        Assert.Equal(1600, store.Logs.Use.Received);
    }

    [Fact]
    public void TracesAreFilteredAndSorted()
    {
        var (store, intake) = Make();
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1, name: "slow", duration: 900 * Millisecond, attributes: Pair("http.route", "/a")), ASpan(2, 2, name: "quick", start: Start + 1, error: "no")).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("bank", ASpan(3, 3, name: "pay", start: Start + 2, attributes: Pair("db.system", "sqlite"))).ToByteArray());

        Assert.Equal(["pay", "quick", "slow"], Names(new TraceQuery()));
        Assert.Equal(["slow", "quick", "pay"], Names(new TraceQuery { Order = TraceOrder.Longest }));
        Assert.Equal(["quick"], Names(new TraceQuery { ErrorsOnly = true }));
        Assert.Equal(["pay"], Names(new TraceQuery { Type = SpanTraits.Database }));
        Assert.Equal(["pay"], Names(new TraceQuery { Service = "bank" }));
        Assert.Equal(["slow"], Names(new TraceQuery { MinDuration = 100 * Millisecond }));
        Assert.Equal(["slow"], Names(new TraceQuery { Search = SearchQuery.Parse("http.route:a") }));
        Assert.DoesNotContain("slow", Names(new TraceQuery { Search = SearchQuery.Parse("-http.route:a") }));
        Assert.Equal(["pay"], Names(new TraceQuery { From = Start + 2, Service = "bank" }));

        string[] Names(TraceQuery query) => [.. query.Run(store.Traces).Rows.Select(row => row.Name)];
    }

    [Theory]
    [InlineData("checkout", true)]
    [InlineData("CHECKOUT", true)]
    [InlineData("\"card was declined\"", true)]
    [InlineData("\"was card\"", false)]
    [InlineData("checkout nowhere", false)]
    [InlineData("-nowhere", true)]
    [InlineData("-checkout", false)]
    [InlineData("503", true)]
    [InlineData("504", false)]
    [InlineData("http.status=503", true)]
    [InlineData("http.status>=500", true)]
    [InlineData("http.status<500", false)]
    [InlineData("http.status!=503", false)]
    [InlineData("missing!=x", true)]
    [InlineData("missing=x", false)]
    [InlineData("user.name:änn", true)]
    [InlineData("ÄNNE", true)]
    [InlineData("duration>100ms", true)]
    [InlineData("duration>2s", false)]
    [InlineData("status=error", true)]
    [InlineData("service=shop", true)]
    [InlineData("event.reason=funds", false)]
    [InlineData("funds", true)]
    [InlineData("00000000000000000000000000000002", true)]
    [InlineData("", true)]
    public void Search_FindsWhatSomebodyMeans(string query, bool found)
    {
        var (store, intake) = Make();
        var span = ASpan(1, 1, name: "Checkout", duration: 1500 * Millisecond, error: "The card was declined", attributes: [Pair("http.status", 503), Pair("user.name", "Änne")]);
        span.Events.Add(new Span.Types.Event { Name = "declined", Attributes = { Pair("event.reason", "funds") } });
        intake.Take(OtlpSignal.Traces, Traces("shop", span).ToByteArray());

        Assert.Equal(found, SearchQuery.Parse(query).Fits(Assert.Single(store.Traces.AllSpans())));
    }

    [Fact]
    public void Deltas_AreAddedUpAndDrawnAsRates()
    {
        var (store, intake) = Make();
        const ulong second = 1_000_000_000;
        for (var i = 0UL; i < 10; i++)
        {
            intake.Take(OtlpSignal.Metrics, Metrics("shop", Sum("orders", AggregationTemporality.Delta, (Start + (i * second), 5))).ToByteArray());
        }

        var chart = new MetricQuery("shop", "Sample.Meter", "orders").Run(store.Metrics)!;

        Assert.Equal(InstrumentKind.Counter, chart.Kind);
        Assert.All(Assert.Single(chart.Lines).Values.Where(value => value is not null), value => Assert.Equal(5, value!.Value, 6));
    }

    [Fact]
    public void CounterThatBeganAnew_HasNoNegativeRate()
    {
        var (store, intake) = Make();
        const ulong second = 1_000_000_000;
        intake.Take(OtlpSignal.Metrics, Metrics("shop", Counter("orders", (Start, 100), (Start + second, 110), (Start + (2 * second), 3), (Start + (3 * second), 6))).ToByteArray());

        var values = new MetricQuery("shop", "Sample.Meter", "orders").Run(store.Metrics)!.Lines[0].Values;

        Assert.All(values, value => Assert.True(value is null or >= 0));
    }

    [Fact]
    public void Counter_GrowsFromNoughtWhenItsSenderHasJustBegun()
    {
        var (store, intake) = Make();
        var counter = Counter("orders", (Start + 10_000 * Millisecond, 50));
        counter.Sum.DataPoints[0].StartTimeUnixNano = Start;
        var old = Counter("old", (Start + 10_000 * Millisecond, 50));
        old.Sum.DataPoints[0].StartTimeUnixNano = Start - 3_600_000 * Millisecond;
        intake.Take(OtlpSignal.Metrics, Metrics("shop", counter, old).ToByteArray());

        Assert.Equal(5, new MetricQuery("shop", "Sample.Meter", "orders").Run(store.Metrics)!.Lines[0].Values.Max());
        Assert.DoesNotContain(new MetricQuery("shop", "Sample.Meter", "old").Run(store.Metrics)!.Lines, line => line.Values.Any(value => value > 0));
    }

    [Fact]
    public void FullSeries_LosesDetailAndKeepsItsRange()
    {
        var (store, intake) = Make(limits => limits.MaxMetricsCount = 64);
        for (var i = 0; i < 1000; i++)
        {
            intake.Take(OtlpSignal.Metrics, Metrics("shop", Counter("orders", (Start + (ulong)i, i))).ToByteArray());
        }

        var points = store.Metrics.Read(instruments => instruments.Single().Series.Values.Single().Points.ToArray());
        Assert.InRange(points.Length, 32, 64);
        Assert.Equal((Start, Start + 999), (points[0].Time, points[^1].Time));
        Assert.Equal(points.Select(point => point.Time).Order(), points.Select(point => point.Time));
    }

    [Fact]
    public void SeriesPastTheLimit_AreRejectedAndCounted()
    {
        var (store, intake) = Make(limits => limits.MaxSeriesCount = 5);
        var metric = new Metric { Name = "gauge", Gauge = new Gauge() };
        metric.Gauge.DataPoints.AddRange(Enumerable.Range(0, 8).Select(i => new NumberDataPoint { TimeUnixNano = Start, AsInt = i, Attributes = { Pair("id", i) } }));

        var result = intake.Take(OtlpSignal.Metrics, Metrics("shop", metric).ToByteArray());

        Assert.Equal(3, result.Rejected);
        Assert.Equal(5, store.Metrics.Use.Records);
    }

    [Theory]
    [InlineData(0.5, 0.15)]
    [InlineData(0.25, 0.1)]
    [InlineData(1, 0.2)]
    public void Percentile_IsLinearWithinItsBucket(double quantile, double expected) =>
        Assert.Equal(expected, MetricQuery.Percentile([1, 2, 1, 0], [0.1, 0.2, 0.2, 0.5], quantile)!.Value, 3);

    [Fact]
    public void ExponentialHistogram_LandsWithinAQuarterOfAPowerOfTwo()
    {
        var buckets = ExponentialBuckets.From(new ExponentialHistogramDataPoint { Scale = 3, Positive = new() { Offset = 8, BucketCounts = { 4 } } });

        // Scale 3: bucket 8 is (2, 2^(9/8)].
        var index = Array.IndexOf(buckets, 4UL);
        Assert.Equal(2.378, ExponentialBuckets.Bounds[index], 3);
    }

    internal static UInt128 Id(int trace) => (UInt128)(trace + 1);

    internal static (TelemetryStore Store, OtlpIntake Intake) Make(Action<TelemetryLimits>? configure = null)
    {
        var options = new DashboardOptions();
        configure?.Invoke(options.TelemetryLimits);
        var store = new TelemetryStore(Options.Create(options));
        return (store, new OtlpIntake(store, Options.Create(options), new FakeTimeProvider()));
    }
}
