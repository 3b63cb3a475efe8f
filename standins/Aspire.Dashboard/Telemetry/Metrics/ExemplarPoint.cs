namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>One measurement that a sender picked out, with the span that it was made in.</summary>
public readonly record struct ExemplarPoint(ulong Time, double Value, UInt128 TraceId, ulong SpanId);
