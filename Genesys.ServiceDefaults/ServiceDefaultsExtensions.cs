using Genesys.ServiceDefaults.Connections;
using Genesys.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Genesys.ServiceDefaults;

/// <summary>
/// What every part of the stack has in common: telemetry, health endpoints, service discovery, HTTP resilience.
/// </summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Path that answers 200 when the part is ready for traffic.</summary>
    public const string HealthPath = "/health";

    /// <summary>Path that answers 200 while the process works at all.</summary>
    public const string AlivePath = "/alive";

    private const string LiveTag = "live";

    /// <summary>Adds telemetry, a liveness check, service discovery and a limit of connections.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetryDefaults();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(
            kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddConnectionLimit();
        return builder;
    }

    /// <summary>Maps <c>/health</c> (all checks) and <c>/alive</c> (the liveness checks only).</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath);
        app.MapAliveEndpoint();
        return app;
    }

    /// <summary>Maps <c>/alive</c> alone, for a service that answers <c>/health</c> in its own words.</summary>
    public static IEndpointConventionBuilder MapAliveEndpoint(this WebApplication app) =>
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
}
