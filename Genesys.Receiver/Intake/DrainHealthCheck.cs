using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Intake;

/// <summary>Unhealthy while the service drains, so that nothing new is sent to it.</summary>
public sealed class DrainHealthCheck(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("The service is shutting down.") : HealthCheckResult.Healthy());
}
