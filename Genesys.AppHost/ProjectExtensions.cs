using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Genesys.AppHost;

/// <summary>How every project of the stack is started and ended.</summary>
internal static class ProjectExtensions
{
    /// <summary>Starts what the AppHost's build has left, without a <c>dotnet run</c> in between: a process and seconds less for each.</summary>
    public static IResourceBuilder<ProjectResource> FromBuildOutput(this IResourceBuilder<ProjectResource> project)
    {
        var path = project.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(path)!;
        var own = new DirectoryInfo(AppContext.BaseDirectory); // …/bin/{configuration}/{framework}/
        var program = Path.Combine(
            folder, "bin", own.Parent!.Name, own.Name, Path.GetFileNameWithoutExtension(path) + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return project.ApplicationBuilder.ExecutionContext.IsRunMode && File.Exists(program)
            ? project.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
            : project;
    }

    /// <summary>
    /// Telemetry that the dashboard no longer takes is dropped. Aspire asks for it to be sent again and again, but the dashboard ends together with the
    /// projects, and each would try until it is killed 6 s later.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithoutOtlpRetry(this IResourceBuilder<ProjectResource> project) =>
        project.ApplicationBuilder.ExecutionContext.IsRunMode ? project.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "") : project;
}
