using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Degraded, never unhealthy: without Genesys Cloud events are taken and recorded all the same.</summary>
internal sealed class GenesysHealthCheck(GenesysAvailability availability) : IHealthCheck
{
    public const string Name = "genesys";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = availability.Problems;
        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy("Genesys Cloud is reachable, as far as the last attempt tells.")
            : HealthCheckResult.Degraded(string.Join(' ', problems)));
    }
}
