using System.Reflection;

namespace Aspire.Hosting;

/// <summary>How an AppHost is built.</summary>
public class DistributedApplicationOptions
{
    /// <summary>Whether what the resources write goes to the AppHost's log as well.</summary>
    public bool EnableResourceLogging { get; set; }

    public string[]? Args { get; set; }

    /// <summary>Assembly of the AppHost, when it is not the process's own.</summary>
    public string? AssemblyName { get; set; }

    public bool DisableDashboard { get; set; }

    public string? ProjectDirectory { get; set; }

    public string? DashboardApplicationName { get; set; }

    /// <summary>Allows plain HTTP between the dashboard, the AppHost and the resources.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    internal Assembly? Assembly => AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(AssemblyName);
}
