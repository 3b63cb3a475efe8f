using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Processing;

/// <summary>
/// Degraded, never unhealthy, while a conversation sink fails: events are taken and recorded all the same.
/// </summary>
internal sealed class SinkHealthCheck(SinkState sinks) : IHealthCheck
{
    public const string Name = "sinks";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = sinks.Problems;
        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy("Every conversation sink took what it was last given.")
            : HealthCheckResult.Degraded(string.Join(' ', problems)));
    }
}
