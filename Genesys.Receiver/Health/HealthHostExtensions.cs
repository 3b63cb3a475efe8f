using Genesys.Receiver.Intake;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Health;

/// <summary>What the service says of itself: <c>/health</c>, <c>/alive</c> and a gauge.</summary>
internal static class HealthHostExtensions
{
    /// <summary>Adds the check of the drain and the gauge; each room adds its own checks.</summary>
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
        // Whatever stays degraded would be a line every time; the rooms log what changes.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }

    /// <summary>Maps <c>/health</c> and <c>/alive</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(ServiceDefaultsExtensions.HealthPath, new HealthCheckOptions { ResponseWriter = HealthEndpoint.WriteAsync })
            .WithMetadata(AdmissionPolicy.Exempt);
        app.MapAliveEndpoint().WithMetadata(AdmissionPolicy.Exempt);
    }
}
