using System.Text.Json;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Metrics;
using Aspire.Dashboard.Wire;
using Google.Protobuf;

namespace Aspire.Dashboard.Api;

/// <summary>Writes telemetry as OTLP JSON, in the form that it is imported in.</summary>
internal static class OtlpExport
{
    public static byte[] Spans(IEnumerable<SpanRecord> spans) => Write("resourceSpans", "scopeSpans", "spans", OtlpShapes.Span,
        spans.Select(span => (span.Resource, span.Scope, (ReadOnlyMemory<byte>)span.Body.AsMemory(span.Offset, span.Length))));

    public static byte[] Logs(IEnumerable<LogEntry> logs) => Write("resourceLogs", "scopeLogs", "logRecords", OtlpShapes.LogRecord,
        logs.Select(log => (log.Resource, log.Scope, (ReadOnlyMemory<byte>)log.Body.AsMemory(log.Offset, log.Length))));

    /// <summary>One record for people to read.</summary>
    public static string Readable(ReadOnlySpan<byte> message, WireShape shape)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            WireToJson.Write(json, message, shape);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>The series as they are kept: cumulative, and exponential histograms on the bounds that they were put on.</summary>
    public static byte[] Metrics(MetricStore store) => store.Read(instruments =>
    {
        var request = new ExportMetricsServiceRequest();
        foreach (var group in instruments.GroupBy(instrument => (instrument.Resource, instrument.Meter)))
        {
            var scope = new ScopeMetrics { Scope = new InstrumentationScope { Name = group.Key.Meter } };
            scope.Metrics.AddRange(group.Select(Metric));
            var resource = new ResourceMetrics { Resource = Resource.Parser.ParseFrom(group.Key.Resource.Message) };
            resource.ScopeMetrics.Add(scope);
            request.ResourceMetrics.Add(resource);
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            WireToJson.Write(json, request.ToByteArray(), OtlpShapes.Metrics);
        }

        return stream.ToArray();
    });

    private static Otlp.Protocol.Metric Metric(Instrument instrument)
    {
        var metric = new Otlp.Protocol.Metric { Name = instrument.Name, Description = instrument.Description, Unit = instrument.Unit };
        foreach (var series in instrument.Series.Values)
        {
            var attributes = series.Attributes.Select(attribute => new KeyValue { Key = attribute.Key, Value = new AnyValue { StringValue = attribute.Value } }).ToArray();
            foreach (var point in series.Points)
            {
                Add(metric, instrument.Kind, series.Bounds, point, attributes);
            }
        }

        return metric;
    }

    private static void Add(Otlp.Protocol.Metric metric, InstrumentKind kind, double[] bounds, MetricPoint point, KeyValue[] attributes)
    {
        if (kind == InstrumentKind.Histogram)
        {
            metric.Histogram ??= new Histogram { AggregationTemporality = AggregationTemporality.Cumulative };
            var data = new HistogramDataPoint { TimeUnixNano = point.Time, Sum = point.Value, Count = point.Buckets!.Aggregate(0UL, (sum, count) => sum + count) };
            data.BucketCounts.AddRange(point.Buckets);
            data.ExplicitBounds.AddRange(bounds);
            data.Attributes.AddRange(attributes);
            metric.Histogram.DataPoints.Add(data);
            return;
        }

        var number = new NumberDataPoint { TimeUnixNano = point.Time, AsDouble = point.Value };
        number.Attributes.AddRange(attributes);
        if (kind is InstrumentKind.Counter or InstrumentKind.UpDownCounter)
        {
            metric.Sum ??= new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = kind == InstrumentKind.Counter };
            metric.Sum.DataPoints.Add(number);
        }
        else
        {
            metric.Gauge ??= new Gauge();
            metric.Gauge.DataPoints.Add(number);
        }
    }

    private static byte[] Write(string resources, string scopes, string items, WireShape shape, IEnumerable<(OtlpResource Resource, OtlpScope Scope, ReadOnlyMemory<byte> Message)> records)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray(resources);
            foreach (var resource in records.GroupBy(record => record.Resource))
            {
                json.WriteStartObject();
                json.WritePropertyName("resource");
                WireToJson.Write(json, resource.Key.Message, OtlpShapes.Resource);
                json.WriteStartArray(scopes);
                foreach (var scope in resource.GroupBy(record => record.Scope))
                {
                    json.WriteStartObject();
                    json.WritePropertyName("scope");
                    WireToJson.Write(json, scope.Key.Message, OtlpShapes.Scope);
                    json.WriteStartArray(items);
                    foreach (var record in scope)
                    {
                        WireToJson.Write(json, record.Message.Span, shape);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
