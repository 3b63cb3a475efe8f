using System.ComponentModel.DataAnnotations;

namespace Aspire.Dashboard.Configuration;

/// <summary>Telemetry that outlives the process (<c>Dashboard:Data</c>).</summary>
internal sealed class DataOptions
{
    /// <summary>Directory of the database (<c>ASPIRE_DASHBOARD_DATA_DIRECTORY</c>); none: telemetry lives as long as the process.</summary>
    public string? Directory { get; set; }

    /// <summary>Bytes that the database may take; past it the oldest telemetry is deleted.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;
}
