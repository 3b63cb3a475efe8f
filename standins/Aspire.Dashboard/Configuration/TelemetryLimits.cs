using System.ComponentModel.DataAnnotations;

namespace Aspire.Dashboard.Configuration;

/// <summary>How much telemetry is kept and taken (<c>Dashboard:TelemetryLimits</c>). Where a store is full, what arrived first leaves first.</summary>
internal sealed class TelemetryLimits
{
    /// <summary>Traces that are kept.</summary>
    [Range(1, 10_000_000)]
    public int MaxTraceCount { get; set; } = 10_000;

    /// <summary>Spans that are kept, over all traces.</summary>
    [Range(1, 100_000_000)]
    public int MaxSpanCount { get; set; } = 200_000;

    /// <summary>Spans of one trace that are kept; those that come later are counted and dropped.</summary>
    [Range(1, 1_000_000)]
    public int MaxSpansPerTrace { get; set; } = 10_000;

    /// <summary>Log records that are kept.</summary>
    [Range(1, 10_000_000)]
    public int MaxLogCount { get; set; } = 20_000;

    /// <summary>Points of one series that are kept; a full series gives up every second point of its older half.</summary>
    [Range(16, 100_000)]
    public int MaxMetricsCount { get; set; } = 4_096;

    /// <summary>Series (an instrument with one set of attributes) that are kept; points of further ones are rejected.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeriesCount { get; set; } = 10_000;

    /// <summary>Distinct resources; what comes from a further one is shown under one name.</summary>
    [Range(1, 1_000_000)]
    public int MaxResourceCount { get; set; } = 10_000;

    /// <summary>Attributes of one span, log record or resource that are shown.</summary>
    [Range(1, 10_000)]
    public int MaxAttributeCount { get; set; } = 128;

    /// <summary>Characters of an attribute's value that are shown.</summary>
    [Range(1, int.MaxValue)]
    public int MaxAttributeLength { get; set; } = 16 * 1024;

    /// <summary>Events of one span that are shown.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSpanEventCount { get; set; } = 1_000;

    /// <summary>Bytes of traces, and as many of logs, that are kept.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxBytes { get; set; } = 96 * 1024 * 1024;

    /// <summary>Bytes of one span, log record or metric; a longer one is rejected.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRecordBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of one export request, before and after decompression; a longer one is answered 413 or ResourceExhausted.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;
}
