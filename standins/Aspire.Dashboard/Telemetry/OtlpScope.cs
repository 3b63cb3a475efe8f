using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry;

/// <summary>The instrumentation scope of spans, logs or metrics: the library that made them.</summary>
public sealed class OtlpScope(byte[] message)
{
    /// <summary>The scope as it came, in protobuf.</summary>
    public byte[] Message { get; } = message;

    public string Name { get; } = InstrumentationScope.Parser.ParseFrom(message).Name;

    public string Version { get; } = InstrumentationScope.Parser.ParseFrom(message).Version;
}
