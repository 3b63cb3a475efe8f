using Aspire.Dashboard.Otlp.Protocol;
using Google.Protobuf;

namespace StandIns.Tests.Dashboard;

/// <summary>Builds telemetry.</summary>
internal static class Sample
{
    /// <summary>2026-01-01T00:00:00Z in ns.</summary>
    public const ulong Start = 1_767_225_600_000_000_000;

    public const ulong Millisecond = 1_000_000;

    public static ByteString TraceId(int number) => ByteString.CopyFrom([.. new byte[12], .. BitConverter.GetBytes(number + 1).Reverse()]);

    public static ByteString SpanId(int number) => ByteString.CopyFrom([.. new byte[4], .. BitConverter.GetBytes(number + 1).Reverse()]);

    public static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    public static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static KeyValue Pair(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    public static Resource Service(string name) => new() { Attributes = { Pair("service.name", name), Pair("service.instance.id", name + "-1") } };

    public static Span ASpan(int trace, int span, int? parent = null, string name = "work", ulong start = Start, ulong duration = 5 * Millisecond, string? error = null, params KeyValue[] attributes)
    {
        var made = new Span
        {
            TraceId = TraceId(trace),
            SpanId = SpanId(span),
            ParentSpanId = parent is { } id ? SpanId(id) : ByteString.Empty,
            Name = name,
            Kind = Span.Types.SpanKind.Server,
            StartTimeUnixNano = start,
            EndTimeUnixNano = start + duration,
            Status = error is null ? null : new Status { Code = Status.Types.StatusCode.Error, Message = error },
        };
        made.Attributes.AddRange(attributes);
        return made;
    }

    public static Span LinkedTo(this Span span, int trace, int to)
    {
        span.Links.Add(new Span.Types.Link { TraceId = TraceId(trace), SpanId = SpanId(to) });
        return span;
    }

    public static ExportTraceServiceRequest Traces(string service, params Span[] spans) => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = Service(service),
                ScopeSpans = { new ScopeSpans { Scope = new InstrumentationScope { Name = "Sample", Version = "1.0" }, Spans = { spans } } },
            },
        },
    };

    public static LogRecord ALog(string message, SeverityNumber severity = SeverityNumber.Info, int? trace = null, int? span = null, ulong at = Start, params KeyValue[] attributes)
    {
        var made = new LogRecord
        {
            TimeUnixNano = at,
            SeverityNumber = severity,
            Body = new AnyValue { StringValue = message },
            TraceId = trace is { } id ? TraceId(id) : ByteString.Empty,
            SpanId = span is { } of ? SpanId(of) : ByteString.Empty,
        };
        made.Attributes.AddRange(attributes);
        return made;
    }

    public static ExportLogsServiceRequest Logs(string service, params LogRecord[] records) => new()
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = Service(service),
                ScopeLogs = { new ScopeLogs { Scope = new InstrumentationScope { Name = "Sample.Category" }, LogRecords = { records } } },
            },
        },
    };

    public static ExportMetricsServiceRequest Metrics(string service, params Metric[] metrics) => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics
            {
                Resource = Service(service),
                ScopeMetrics = { new ScopeMetrics { Scope = new InstrumentationScope { Name = "Sample.Meter" }, Metrics = { metrics } } },
            },
        },
    };

    public static Metric Counter(string name, params (ulong At, long Value)[] points) => Sum(name, AggregationTemporality.Cumulative, points);

    public static Metric Sum(string name, AggregationTemporality temporality, params (ulong At, long Value)[] points)
    {
        var sum = new Sum { AggregationTemporality = temporality, IsMonotonic = true };
        sum.DataPoints.AddRange(points.Select(point => new NumberDataPoint { TimeUnixNano = point.At, AsInt = point.Value }));
        return new Metric { Name = name, Unit = "{thing}", Sum = sum };
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
