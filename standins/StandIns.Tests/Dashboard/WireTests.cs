using System.Text.Json;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public class WireTests
{
    private const int Rounds = 5_000;

    [Fact]
    public void WhatFits_IsReadByTheGeneratedParserToo_AndNothingElseThrows()
    {
        var random = new Random(1);
        var limits = new TelemetryLimits();
        var sources = new Sources(limits);
        var good = RichTraces().ToByteArray();
        var fitted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = Mutate(good, random);
            if (TraceRequest.Read(body, sources, limits) is { } batch)
            {
                fitted++;
                ExportTraceServiceRequest.Parser.ParseFrom(body);
                foreach (var span in batch.Records)
                {
                    Assert.Equal(span.LinkedTraces?.Length ?? 0, span.Decode().Links.Count(link => link.TraceId.Length == 16 && link.TraceId.Any(value => value != 0)));
                }
            }
        }

        Assert.InRange(fitted, 1, Rounds - 1);
    }

    [Fact]
    public void MutatedLogsAndMetrics_NeverThrow()
    {
        var random = new Random(2);
        var limits = new TelemetryLimits();
        var sources = new Sources(limits);
        var metrics = new MetricStore(sources, limits);
        var logBody = Logs("shop", ALog("hello", SeverityNumber.Error, 1, 2, Start, Pair("k", "v"))).ToByteArray();
        var metricBody = RichMetrics().ToByteArray();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var entry in LogsRequest.Read(Mutate(logBody, random), sources, limits, new FakeTimeProvider())?.Records ?? [])
            {
                entry.Decode();
            }

            var body = Mutate(metricBody, random);
            if (OtlpShapes.Metrics.Fits(body))
            {
                metrics.Add(body);
            }
        }
    }

    [Fact]
    public void MutatedJson_NeverThrows()
    {
        var random = new Random(3);
        var good = Json(RichTraces().ToByteArray(), OtlpShapes.Traces);
        for (var round = 0; round < Rounds; round++)
        {
            JsonToWire.Convert(Mutate(good, random), OtlpShapes.Traces);
        }
    }

    [Fact]
    public void JsonAndProtobuf_AreTheSameBothWays()
    {
        foreach (var (message, shape) in new (IMessage, WireShape)[] { (RichTraces(), OtlpShapes.Traces), (RichMetrics(), OtlpShapes.Metrics), (Logs("shop", ALog("hällo")), OtlpShapes.Logs) })
        {
            var json = Json(message.ToByteArray(), shape);
            Assert.Equal(message, message.Descriptor.Parser.ParseFrom(JsonToWire.Convert(json, shape)));
        }
    }

    [Fact]
    public void NestingPastTheLimit_DoesNotFit()
    {
        var value = new AnyValue { StringValue = "deep" };
        for (var depth = 0; depth < 60; depth++)
        {
            value = new AnyValue { ArrayValue = new ArrayValue { Values = { value } } };
        }

        var span = ASpan(1, 1);
        span.Attributes.Add(new KeyValue { Key = "deep", Value = value });

        Assert.False(OtlpShapes.Traces.Fits(Traces("shop", span).ToByteArray()));
        Assert.Null(JsonToWire.Convert(System.Text.Encoding.UTF8.GetBytes(new string('[', 5000)), OtlpShapes.Traces));
    }

    private static byte[] Json(byte[] message, WireShape shape)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            WireToJson.Write(json, message, shape);
        }

        return stream.ToArray();
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var body = random.Next(4) == 0 ? good[..random.Next(good.Length)] : good.ToArray();
        for (var change = random.Next(4); change > 0 && body.Length > 0; change--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    private static ExportTraceServiceRequest RichTraces()
    {
        var span = ASpan(1, 2, 1, "näme", attributes: [Pair("http.method", "GET"), Pair("count", -7)]).LinkedTo(3, 4);
        span.Events.Add(new Span.Types.Event { Name = "event", TimeUnixNano = Start, Attributes = { Pair("a", "b") } });
        span.Attributes.Add(new KeyValue { Key = "all", Value = new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("x", "y"), new KeyValue { Key = "d", Value = new AnyValue { DoubleValue = double.NegativeInfinity } }, new KeyValue { Key = "b", Value = new AnyValue { BytesValue = ByteString.CopyFrom(1, 2) } } } } } });
        span.TraceState = "a=b";
        span.Flags = 257;
        return Traces("shop", ASpan(1, 1, error: "no"), span);
    }

    private static ExportMetricsServiceRequest RichMetrics() => Metrics(
        "shop",
        Counter("orders", (Start, 1), (Start + 1, 2)),
        new Metric { Name = "gauge", Gauge = new Gauge { DataPoints = { new NumberDataPoint { TimeUnixNano = Start, AsDouble = double.NaN } } } },
        new Metric { Name = "histogram", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Delta, DataPoints = { new HistogramDataPoint { TimeUnixNano = Start, Count = 3, Sum = 1.5, BucketCounts = { 1, 1, 1 }, ExplicitBounds = { 0.1, 1 }, Exemplars = { new Exemplar { TimeUnixNano = Start, AsDouble = 1, TraceId = TraceId(1), SpanId = SpanId(1) } } } } } },
        new Metric { Name = "exponential", ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { new ExponentialHistogramDataPoint { TimeUnixNano = Start, Count = 3, Scale = -2, Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = -3, BucketCounts = { 1, 2 } } } } } },
        new Metric { Name = "summary", Summary = new Summary { DataPoints = { new SummaryDataPoint { TimeUnixNano = Start, QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 2 } } } } } });
}
