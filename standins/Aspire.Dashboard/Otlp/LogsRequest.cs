using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Otlp;

/// <summary>Reads an export request's log records off its bytes.</summary>
internal static class LogsRequest
{
    /// <summary>The log records of a request; null when the bytes are not an ExportLogsServiceRequest.</summary>
    public static Batch<LogEntry>? Read(byte[] body, Sources sources, TelemetryLimits limits, TimeProvider time)
    {
        if (!OtlpShapes.Logs.Fits(body))
        {
            return null;
        }

        var entries = new List<LogEntry>();
        var rejected = 0;
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        foreach (var resourceLogs in new WireFields(body, ExportLogsServiceRequest.ResourceLogsFieldNumber))
        {
            var resource = sources.Resources.Get(WireFields.Last(body, resourceLogs, ResourceLogs.ResourceFieldNumber));
            resource.HasLogs = true;
            foreach (var scopeLogs in new WireFields(body, resourceLogs, ResourceLogs.ScopeLogsFieldNumber))
            {
                var scope = sources.Scopes.Get(WireFields.Last(body, scopeLogs, ScopeLogs.ScopeFieldNumber));
                foreach (var record in new WireFields(body, scopeLogs, ScopeLogs.LogRecordsFieldNumber))
                {
                    if (record.End.Value - record.Start.Value > limits.MaxRecordBytes)
                    {
                        rejected++;
                    }
                    else
                    {
                        entries.Add(ReadEntry(body, record, resource, scope, now));
                    }
                }
            }
        }

        return new Batch<LogEntry>(body, [.. entries], rejected, rejected > 0 ? "A log record is longer than the limit" : "");
    }

    private static LogEntry ReadEntry(byte[] body, Range range, OtlpResource resource, OtlpScope scope, ulong now)
    {
        var (offset, length) = range.GetOffsetAndLength(body.Length);
        ReadOnlySpan<byte> traceId = default, spanId = default;
        ulong time = 0, observed = 0, severity = 0;
        var reader = new WireReader(body.AsSpan(offset, length));
        while (!reader.AtEnd && reader.TryReadTag(out var field, out var type))
        {
            switch (field)
            {
                case LogRecord.TimeUnixNanoFieldNumber:
                    reader.TryReadFixed64(out time);
                    break;
                case LogRecord.ObservedTimeUnixNanoFieldNumber:
                    reader.TryReadFixed64(out observed);
                    break;
                case LogRecord.SeverityNumberFieldNumber:
                    reader.TryReadVarint(out severity);
                    break;
                case LogRecord.TraceIdFieldNumber:
                    reader.TryReadBytes(out traceId);
                    break;
                case LogRecord.SpanIdFieldNumber:
                    reader.TryReadBytes(out spanId);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        OtlpIds.TryReadTraceId(traceId, out var trace);
        OtlpIds.TryReadSpanId(spanId, out var span);
        return new LogEntry
        {
            Time = time != 0 ? time : observed != 0 ? observed : now,
            Level = LogEntry.LevelOf(severity),
            TraceId = trace,
            SpanId = span,
            Resource = resource,
            Scope = scope,
            Body = body,
            Offset = offset,
            Length = length,
        };
    }
}
