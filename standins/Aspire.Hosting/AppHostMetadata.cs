using System.Reflection;

namespace Aspire.Hosting;

/// <summary>What the AppHost's build left in its assembly.</summary>
internal static class AppHostMetadata
{
    public static string? ProjectDirectory(Assembly? appHost) => Find(appHost, "apphostprojectpath");

    public static string? ProjectName(Assembly? appHost) => Find(appHost, "apphostprojectname");

    public static string? DashboardPath(Assembly? appHost) => Find(appHost, "aspiredashboardpath");

    /// <summary>The assembly that a project's build made, when the AppHost references the project.</summary>
    public static string? ProjectOutput(Assembly? appHost, string projectPath) => Find(appHost, "aspireprojectoutput:" + projectPath);

    /// <summary><c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration(Assembly? appHost) =>
        appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration is { Length: > 0 } configuration ? configuration : "Debug";

    private static string? Find(Assembly? appHost, string key) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => string.Equals(metadata.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
