using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Health;

/// <summary>Checks the health of each resource while it runs, and says once when it is ready.</summary>
internal sealed class ResourceHealthCheckService(
    ResourceNotificationService notifications,
    HealthCheckService healthChecks,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time) : BackgroundService
{
    /// <summary>A resource that comes up is asked often: what waits for it should not wait longer than it must.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestUnhealthyInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealthyInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> monitored = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var resourceEvent in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
            {
                var runs = resourceEvent.Snapshot.State?.Text == KnownResourceStates.Running;
                if (runs && !monitored.ContainsKey(resourceEvent.ResourceId))
                {
                    var monitoring = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    monitored[resourceEvent.ResourceId] = monitoring;
                    _ = MonitorAsync(resourceEvent.Resource, resourceEvent.ResourceId, monitoring.Token);
                }
                else if (!runs && monitored.TryRemove(resourceEvent.ResourceId, out var monitoring))
                {
                    await monitoring.CancelAsync().ConfigureAwait(false);
                    monitoring.Dispose();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task MonitorAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        try
        {
            var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
            if (keys.Count == 0)
            {
                await SayReadyAsync(resource, id, cancellationToken).ConfigureAwait(false);
                return;
            }

            var interval = FirstInterval;
            while (true)
            {
                var report = await healthChecks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken).ConfigureAwait(false);
                var healthy = report.Status == HealthStatus.Healthy && keys.IsSubsetOf(report.Entries.Keys);
                await notifications.PublishUpdateAsync(resource, id, known => known with { HealthReports = Reports(keys, report) }).ConfigureAwait(false);
                if (healthy)
                {
                    await SayReadyAsync(resource, id, cancellationToken).ConfigureAwait(false);
                }

                var longer = TimeSpan.FromTicks(Math.Min(interval.Ticks * 3 / 2, LongestUnhealthyInterval.Ticks));
                interval = healthy ? FirstInterval : longer;
                await Task.Delay(healthy ? HealthyInterval : interval, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The resource no longer runs.
        }
    }

    private async Task SayReadyAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        if (notifications.TryGetCurrentState(id, out var known) && known.Snapshot.IsReady)
        {
            return;
        }

        await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { IsReady = true }).ConfigureAwait(false);
    }

    private ImmutableArray<HealthReportSnapshot> Reports(IEnumerable<string> keys, HealthReport report) =>
    [
        .. keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString()) { LastRunAt = time.GetUtcNow().UtcDateTime }
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, "No health check is registered under this key.", null)),
    ];
}
