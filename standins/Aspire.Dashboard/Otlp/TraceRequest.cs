using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Otlp;

/// <summary>Reads an export request's spans off its bytes, without an object for what nobody looks at yet.</summary>
internal static class TraceRequest
{
    private const int ResourceSpansField = ExportTraceServiceRequest.ResourceSpansFieldNumber;

    /// <summary>The spans of a request; null when the bytes are not an ExportTraceServiceRequest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Batch<SpanRecord>? Read(byte[] body, Sources sources, TelemetryLimits limits)
    {
        if (!OtlpShapes.Traces.Fits(body))
        {
            return null;
        }

        var spans = new List<SpanRecord>(EstimateCount(body.Length));
        var rejected = 0;
        var reason = "";
        foreach (var resourceSpans in new WireFields(body, ResourceSpansField))
        {
            var resource = sources.Resources.Get(WireFields.Last(body, resourceSpans, ResourceSpans.ResourceFieldNumber));
            resource.HasTraces = true;
            foreach (var scopeSpans in new WireFields(body, resourceSpans, ResourceSpans.ScopeSpansFieldNumber))
            {
                var scope = sources.Scopes.Get(WireFields.Last(body, scopeSpans, ScopeSpans.ScopeFieldNumber));
                foreach (var span in new WireFields(body, scopeSpans, ScopeSpans.SpansFieldNumber))
                {
                    if (ReadSpan(body, span, resource, scope, sources, limits, out var record) is { } error)
                    {
                        rejected++;
                        reason = reason.Length == 0 ? error : reason;
                    }
                    else
                    {
                        spans.Add(record!);
                    }
                }
            }
        }

        return new Batch<SpanRecord>(body, [.. spans], rejected, reason);
    }

    private static int EstimateCount(int bytes) => Math.Min(bytes / 256, 4096) + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static string? ReadSpan(
        byte[] body, Range range, OtlpResource resource, OtlpScope scope, Sources sources, TelemetryLimits limits, out SpanRecord? record)
    {
        var (offset, length) = range.GetOffsetAndLength(body.Length);
        record = null;
        if (length > limits.MaxRecordBytes)
        {
            return "A span is longer than the limit";
        }

        var message = body.AsSpan(offset, length);
        ReadOnlySpan<byte> traceId = default, spanId = default, parentId = default, name = default;
        ulong start = 0, end = 0, kind = 0;
        var isError = false;
        var traits = SpanTraits.None;
        List<UInt128>? links = null;

        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var field, out var type))
        {
            switch (field)
            {
                case Span.TraceIdFieldNumber:
                    reader.TryReadBytes(out traceId);
                    break;
                case Span.SpanIdFieldNumber:
                    reader.TryReadBytes(out spanId);
                    break;
                case Span.ParentSpanIdFieldNumber:
                    reader.TryReadBytes(out parentId);
                    break;
                case Span.NameFieldNumber:
                    reader.TryReadBytes(out name);
                    break;
                case Span.KindFieldNumber:
                    reader.TryReadVarint(out kind);
                    break;
                case Span.StartTimeUnixNanoFieldNumber:
                    reader.TryReadFixed64(out start);
                    break;
                case Span.EndTimeUnixNanoFieldNumber:
                    reader.TryReadFixed64(out end);
                    break;
                case Span.AttributesFieldNumber:
                    reader.TryReadBytes(out var attribute);
                    traits |= TraitOf(attribute);
                    break;
                case Span.LinksFieldNumber:
                    reader.TryReadBytes(out var link);
                    if (OtlpIds.TryReadTraceId(WireFields.Last(link, Span.Types.Link.TraceIdFieldNumber), out var linked) && (links ??= []).Count < limits.MaxAttributeCount)
                    {
                        links.Add(linked);
                    }

                    break;
                case Span.StatusFieldNumber:
                    reader.TryReadBytes(out var status);
                    isError = WireFields.LastVarint(status, Status.CodeFieldNumber) == (ulong)Status.Types.StatusCode.Error;
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        if (!OtlpIds.TryReadTraceId(traceId, out var trace) || !OtlpIds.TryReadSpanId(spanId, out var id))
        {
            return "A span has no valid trace_id of 16 bytes or span_id of 8 bytes";
        }

        if (start == 0)
        {
            return "A span has no start_time_unix_nano";
        }

        OtlpIds.TryReadSpanId(parentId, out var parent);
        record = new SpanRecord
        {
            TraceId = trace,
            SpanId = id,
            ParentId = parent == id ? 0 : parent,
            Start = start,
            End = Math.Max(start, end),
            Name = sources.Names.Get(name),
            Resource = resource,
            Scope = scope,
            Kind = (Span.Types.SpanKind)Math.Min(kind, 5),
            IsError = isError,
            Traits = traits,
            LinkedTraces = links is null ? null : [.. links],
            Body = body,
            Offset = offset,
            Length = length,
        };
        return null;
    }

    private static SpanTraits TraitOf(ReadOnlySpan<byte> attribute)
    {
        // KeyValue.key is field 1, and every encoder writes it first.
        if (attribute.Length < 2 || attribute[0] != 0x0A)
        {
            return SpanTraits.None;
        }

        var key = attribute[2..];
        return key[..Math.Min(1, key.Length)] switch
        {
            [(byte)'h'] when key.StartsWith("http."u8) => SpanTraits.Http,
            [(byte)'d'] when key.StartsWith("db."u8) => SpanTraits.Database,
            [(byte)'m'] when key.StartsWith("messaging."u8) => SpanTraits.Messaging,
            [(byte)'r'] when key.StartsWith("rpc."u8) => SpanTraits.Rpc,
            [(byte)'g'] when key.StartsWith("gen_ai."u8) => SpanTraits.GenAi,
            [(byte)'g'] when key.StartsWith("gcp."u8) => SpanTraits.Cloud,
            [(byte)'a'] when key.StartsWith("aws."u8) || key.StartsWith("az."u8) || key.StartsWith("azure."u8) => SpanTraits.Cloud,
            _ => SpanTraits.None,
        };
    }
}
