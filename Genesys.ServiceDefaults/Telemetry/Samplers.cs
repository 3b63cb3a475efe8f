using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>
/// The sampler that <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> name
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/); the parent-based ones follow
/// links too.
/// </summary>
internal static class Samplers
{
    /// <summary>
    /// The sampler that is configured; what is no sampler's name is the default, <c>parentbased_always_on</c>, as the
    /// specification says.
    /// </summary>
    public static Sampler FromConfiguration(IConfiguration configuration)
    {
        var ratio = Ratio(configuration["OTEL_TRACES_SAMPLER_ARG"]);
        return configuration["OTEL_TRACES_SAMPLER"]?.Trim().ToUpperInvariant() switch
        {
            "ALWAYS_ON" => new AlwaysOnSampler(),
            "ALWAYS_OFF" => new AlwaysOffSampler(),
            "TRACEIDRATIO" => new TraceIdRatioBasedSampler(ratio),
            "PARENTBASED_ALWAYS_OFF" => ByParent(new AlwaysOffSampler()),
            "PARENTBASED_TRACEIDRATIO" => ByParent(new TraceIdRatioBasedSampler(ratio)),
            _ => ByParent(new AlwaysOnSampler()),
        };
    }

    private static LinkedTraceSampler ByParent(Sampler root) => new(new ParentBasedSampler(root));

    private static double Ratio(string? argument) =>
        double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio)
            && ratio is >= 0 and <= 1
            ? ratio
            : 1;
}
