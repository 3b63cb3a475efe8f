using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Otlp;

/// <summary>The shapes of the three export requests.</summary>
internal static class OtlpShapes
{
    public static readonly WireShape Traces = WireShape.Of(ExportTraceServiceRequest.Descriptor);
    public static readonly WireShape Logs = WireShape.Of(ExportLogsServiceRequest.Descriptor);
    public static readonly WireShape Metrics = WireShape.Of(ExportMetricsServiceRequest.Descriptor);
    public static readonly WireShape Span = WireShape.Of(Protocol.Span.Descriptor);
    public static readonly WireShape LogRecord = WireShape.Of(Protocol.LogRecord.Descriptor);
    public static readonly WireShape Resource = WireShape.Of(Protocol.Resource.Descriptor);
    public static readonly WireShape Scope = WireShape.Of(InstrumentationScope.Descriptor);

    /// <summary>The shape of a signal's export request.</summary>
    public static WireShape Of(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => Traces,
        OtlpSignal.Logs => Logs,
        _ => Metrics,
    };
}
