using System.Globalization;
using Genesys.Receiver.Configuration.Platform;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// OpenTelemetry's variables (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). The
/// SDK ignores some of what it doesn't know, which is telemetry that nobody sees, and throws at the rest when the host
/// is built. As in the specification, an empty value is none.
/// </summary>
internal sealed class ExporterSettings(IConfiguration configuration) : ISettingsCheck
{
    private const int DefaultQueue = 2_048;
    private const int DefaultBatch = 512;

    private static readonly string[] Signals = ["", "TRACES_", "METRICS_", "LOGS_"];
    private static readonly string[] Processors = ["OTEL_BSP_", "OTEL_BLRP_"];
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off",
            "parentbased_traceidratio"];

    public IEnumerable<string> Problems() =>
    [
        .. Signals.SelectMany(signal => OfSignal("OTEL_EXPORTER_OTLP_" + signal)),
        .. Processors.SelectMany(OfProcessor),
        .. OfNumber("OTEL_METRIC_EXPORT_INTERVAL", 1),
        .. OfNumber("OTEL_METRIC_EXPORT_TIMEOUT", 0),
        .. OfSampler(),
    ];

    private IEnumerable<string> OfSignal(string prefix)
    {
        if (Value(prefix + "ENDPOINT") is { } endpoint && !IsAddress(endpoint))
        {
            yield return $"{prefix}ENDPOINT must be an address such as http://collector:4317.";
        }

        if (Value(prefix + "PROTOCOL") is { } protocol && !Protocols.Contains(protocol.Trim(), StringComparer.Ordinal))
        {
            yield return $"{prefix}PROTOCOL must be {string.Join(" or ", Protocols)}.";
        }

        if (Value(prefix + "HEADERS") is { } headers
            && headers.Split(',').Any(header => header.IndexOf('=', StringComparison.Ordinal) < 1))
        {
            yield return $"{prefix}HEADERS must be name=value, several with commas between.";
        }

        foreach (var problem in OfNumber(prefix + "TIMEOUT", 0))
        {
            yield return problem;
        }
    }

    private IEnumerable<string> OfProcessor(string prefix)
    {
        string[] problems =
        [
            .. OfNumber(prefix + "SCHEDULE_DELAY", 1),
            .. OfNumber(prefix + "EXPORT_TIMEOUT", 0),
            .. OfNumber(prefix + "MAX_QUEUE_SIZE", 1),
            .. OfNumber(prefix + "MAX_EXPORT_BATCH_SIZE", 1),
        ];
        return problems.Length > 0
            || Number(prefix + "MAX_EXPORT_BATCH_SIZE", DefaultBatch) <= Number(prefix + "MAX_QUEUE_SIZE", DefaultQueue)
            ? problems
            : [$"{prefix}MAX_EXPORT_BATCH_SIZE must not be more than {prefix}MAX_QUEUE_SIZE (defaults {DefaultBatch} "
                + $"and {DefaultQueue})."];
    }

    private IEnumerable<string> OfSampler()
    {
        var sampler = Value("OTEL_TRACES_SAMPLER")?.Trim();
        if (sampler is not null && !Samplers.Contains(sampler, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"OTEL_TRACES_SAMPLER must be one of {string.Join(", ", Samplers)}.";
        }

        if (Value("OTEL_TRACES_SAMPLER_ARG") is { } argument
            && !(double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio)
                && ratio is >= 0 and <= 1))
        {
            yield return "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, with a point before its fraction.";
        }
    }

    private IEnumerable<string> OfNumber(string name, int minimum)
    {
        if (Value(name) is { } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= minimum))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {minimum}.");
        }
    }

    private int Number(string name, int otherwise) =>
        int.TryParse(Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private string? Value(string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
