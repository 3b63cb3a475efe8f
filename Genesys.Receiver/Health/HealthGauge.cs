using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Health;

/// <summary>
/// The gauge <c>genesys.health.state</c>: what <c>/health</c> says of each dependency, as the last check found it.
/// </summary>
internal sealed class HealthGauge : IHealthCheckPublisher
{
    /// <summary>When they are made for the first time.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>How often the checks are made for it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, HealthStatus> _states = new(StringComparer.Ordinal);

    public HealthGauge(ReceiverMetrics metrics) => metrics.Meter.CreateObservableGauge(
        "genesys.health.state",
        () => _states.Select(state => new Measurement<int>(
            (int)state.Value, new KeyValuePair<string, object?>(ReceiverTelemetry.HealthCheckKey, state.Key))),
        "{state}",
        "Health of each dependency: 0 unhealthy, 1 degraded, 2 healthy");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            _states[name] = entry.Status;
        }

        return Task.CompletedTask;
    }
}
