using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry;

/// <summary>A log record: what lists need, and a window on the batch's bytes for the rest.</summary>
public sealed class LogEntry
{
    /// <summary>Rises by one with each record that arrives.</summary>
    public long Sequence { get; set; }

    /// <summary>Unix time in ns; the observed time when the record has no other.</summary>
    public required ulong Time { get; init; }

    public required LogLevel Level { get; init; }

    /// <summary>Zero outside of a trace.</summary>
    public required UInt128 TraceId { get; init; }

    public required ulong SpanId { get; init; }

    public required OtlpResource Resource { get; init; }

    public required OtlpScope Scope { get; init; }

    public required byte[] Body { get; init; }

    public required int Offset { get; init; }

    public required int Length { get; init; }

    /// <summary>The record in protobuf.</summary>
    public ReadOnlySpan<byte> Message => Body.AsSpan(Offset, Length);

    public LogRecord Decode() => LogRecord.Parser.ParseFrom(Body, Offset, Length);

    /// <summary>The level of a severity number (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber).</summary>
    public static LogLevel LevelOf(ulong severity) => severity switch
    {
        >= 1 and <= 4 => LogLevel.Trace,
        >= 5 and <= 8 => LogLevel.Debug,
        >= 9 and <= 12 => LogLevel.Information,
        >= 13 and <= 16 => LogLevel.Warning,
        >= 17 and <= 20 => LogLevel.Error,
        >= 21 and <= 24 => LogLevel.Critical,
        _ => LogLevel.None,
    };
}
