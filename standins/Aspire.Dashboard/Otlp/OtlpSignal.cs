namespace Aspire.Dashboard.Otlp;

/// <summary>The kinds of telemetry that OTLP carries.</summary>
internal enum OtlpSignal
{
    Traces,
    Logs,
    Metrics,
}
