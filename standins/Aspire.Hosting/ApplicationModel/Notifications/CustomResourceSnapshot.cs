using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>All that is known of an instance of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    private readonly ImmutableArray<HealthReportSnapshot> healthReports = [];

    public required string ResourceType { get; init; }

    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    public DateTime? CreationTimeStamp { get; init; }

    public DateTime? StartTimeStamp { get; init; }

    public DateTime? StopTimeStamp { get; init; }

    public ResourceStateSnapshot? State { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>The worst of <see cref="HealthReports"/>; <c>null</c> while the resource is not running.</summary>
    public HealthStatus? HealthStatus => ComputeHealthStatus();

    public ImmutableArray<HealthReportSnapshot> HealthReports
    {
        get => healthReports;
        internal init => healthReports = value;
    }

    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    public bool IsHidden { get; init; }

    public string? IconName { get; init; }

    public IconVariant? IconVariant { get; init; }

    /// <summary>Whether everybody who wanted to hear that the resource is ready has been told.</summary>
    internal bool IsReady { get; init; }

    /// <summary>Order among all snapshots of the application.</summary>
    internal long Version { get; init; }

    private HealthStatus? ComputeHealthStatus()
    {
        if (State?.Text != KnownResourceStates.Running)
        {
            return null;
        }

        var worst = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
        foreach (var report in healthReports)
        {
            var status = report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy;
            worst = status < worst ? status : worst;
        }

        return worst;
    }
}
