using Genesys.Receiver.Configuration.Platform;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;

namespace Genesys.Receiver.Telemetry;

/// <summary>Registers the receiver's instruments and its clock.</summary>
internal static class TelemetryHostExtensions
{
    /// <summary>Adds <see cref="ReceiverMetrics"/> and the system's <see cref="TimeProvider"/>.</summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReceiverMetrics>();
        builder.AddSettingsCheck<ExporterSettings>();
        // The connections of the journal's pool; there are none with SQLite.
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter("Npgsql"));
        return builder;
    }
}
