namespace Aspire.Dashboard.Telemetry;

/// <summary>What a span is about, told by the prefixes of its attributes' keys (https://opentelemetry.io/docs/specs/semconv/).</summary>
[Flags]
public enum SpanTraits : byte
{
    None = 0,
    Http = 1,
    Database = 2,
    Messaging = 4,
    Rpc = 8,
    GenAi = 16,
    Cloud = 32,
}
