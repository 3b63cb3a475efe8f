using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Health;

/// <summary>What the service says of itself beside its own answers: a check of the drain and a gauge.</summary>
internal static class HealthHostExtensions
{
    /// <summary>Adds the check of the drain and the gauge; each folder adds its own checks.</summary>
    public static IHostApplicationBuilder AddHealth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHealthChecks().AddCheck<DrainHealthCheck>("intake");
        services.AddSingleton<IHealthCheckPublisher, HealthGauge>();
        services.AddOptions<HealthCheckPublisherOptions>().Configure<IHostApplicationLifetime>((publishing, lifetime) =>
        {
            // Before the start is over the journal may have no tables yet.
            publishing.Predicate = _ => lifetime.ApplicationStarted.IsCancellationRequested;
            (publishing.Delay, publishing.Period) = (HealthGauge.Delay, HealthGauge.Period);
        });
        // Whatever stays degraded would be a line every time; whoever notices a change logs it.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }
}
