using Aspire.Dashboard.Configuration;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Telemetry;

/// <summary>All telemetry that is kept in memory.</summary>
internal sealed class TelemetryStore
{
    public TelemetryStore(IOptions<DashboardOptions> options)
    {
        var limits = options.Value.TelemetryLimits;
        Sources = new Sources(limits);
        Traces = new TraceStore(limits);
        Logs = new LogStore(limits);
        Metrics = new MetricStore(Sources, limits);
    }

    public Sources Sources { get; }

    public TraceStore Traces { get; }

    public LogStore Logs { get; }

    public MetricStore Metrics { get; }

    /// <summary>Names of the services that ever sent anything, sorted.</summary>
    public string[] ServiceNames() =>
        [.. Sources.Resources.ToArray().Select(resource => resource.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
}
