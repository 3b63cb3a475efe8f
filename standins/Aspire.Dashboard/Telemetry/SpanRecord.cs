using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry;

/// <summary>A span: what lists and trees need, and a window on the batch's bytes for all the rest, which is read when somebody looks.</summary>
public sealed class SpanRecord
{
    public required UInt128 TraceId { get; init; }

    public required ulong SpanId { get; init; }

    /// <summary>Zero for a root.</summary>
    public required ulong ParentId { get; init; }

    /// <summary>Unix time in ns.</summary>
    public required ulong Start { get; init; }

    /// <summary>Unix time in ns; never before <see cref="Start"/>.</summary>
    public required ulong End { get; init; }

    public required string Name { get; init; }

    public required OtlpResource Resource { get; init; }

    public required OtlpScope Scope { get; init; }

    public required Span.Types.SpanKind Kind { get; init; }

    public required bool IsError { get; init; }

    public required SpanTraits Traits { get; init; }

    /// <summary>The traces that the span's links name; null when it has none.</summary>
    public required UInt128[]? LinkedTraces { get; init; }

    public required byte[] Body { get; init; }

    public required int Offset { get; init; }

    public required int Length { get; init; }

    public ulong Duration => End - Start;

    /// <summary>The span in protobuf.</summary>
    public ReadOnlySpan<byte> Message => Body.AsSpan(Offset, Length);

    public Span Decode() => Span.Parser.ParseFrom(Body, Offset, Length);
}
