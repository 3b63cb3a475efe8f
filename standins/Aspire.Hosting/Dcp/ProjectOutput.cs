using System.Reflection;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Dcp;

/// <summary>Finds what a project's build made.</summary>
internal static class ProjectOutput
{
    /// <summary>The program that runs .NET assemblies: the one that belongs to the runtime of this process.</summary>
    public static string DotNet { get; } = FindDotNet();

    /// <exception cref="DistributedApplicationException">The project has not been built.</exception>
    public static string Find(Assembly? appHost, string projectPath)
    {
        if (AppHostMetadata.ProjectOutput(appHost, projectPath) is { } known && File.Exists(known))
        {
            return known;
        }

        var bin = Path.Combine(Path.GetDirectoryName(projectPath)!, "bin", AppHostMetadata.Configuration(appHost));
        var assembly = Path.GetFileNameWithoutExtension(projectPath) + ".dll";
        var newest = Directory.Exists(bin)
            ? Directory.EnumerateDirectories(bin).Select(folder => new FileInfo(Path.Combine(folder, assembly)))
                .Where(file => file.Exists).OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault()
            : null;
        return newest?.FullName ?? throw new DistributedApplicationException(
            $"The project '{projectPath}' has not been built: '{assembly}' is not in '{bin}'. Build it, or reference it from the AppHost.");
    }

    private static string FindDotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // .../dotnet/shared/Microsoft.NETCore.App/10.0.0/
        var root = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        var besideRuntime = Path.Combine(root, name);
        return File.Exists(besideRuntime) ? besideRuntime : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? name;
    }
}
