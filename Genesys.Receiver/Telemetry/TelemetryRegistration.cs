using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace Genesys.Receiver.Telemetry;

/// <summary>Registers the receiver's instruments and its clock.</summary>
public static class TelemetryRegistration
{
    /// <summary>Adds <see cref="ReceiverMetrics"/>, the gauge of health and the system's <see cref="TimeProvider"/>.</summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReceiverMetrics>();
        // The connections of the journal's pool; there are none with SQLite.
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter("Npgsql"));
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthGauge>();
        builder.Services.AddOptions<HealthCheckPublisherOptions>().Configure<IHostApplicationLifetime>((publishing, lifetime) =>
        {
            // Before the start is over the journal may have no tables yet.
            publishing.Predicate = _ => lifetime.ApplicationStarted.IsCancellationRequested;
            (publishing.Delay, publishing.Period) = (HealthGauge.Delay, HealthGauge.Period);
        });
        // Whatever stays degraded would be a line every time; the rooms log what changes.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }
}
