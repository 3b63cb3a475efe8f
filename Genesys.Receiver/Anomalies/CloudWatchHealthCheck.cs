using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Anomalies;

/// <summary>Degraded while CloudWatch Logs takes no anomalies; they wait in the journal and intake goes on.</summary>
internal sealed class CloudWatchHealthCheck(ShippingState state) : IHealthCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "cloudwatch";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.Problem is { } problem
            ? HealthCheckResult.Degraded(problem)
            : HealthCheckResult.Healthy("CloudWatch Logs takes anomalies."));
}
