// Aspire still evaluates probes and certificates; a change would show here alone.
#pragma warning disable ASPIREPROBES001, ASPIRECERTIFICATES001

namespace Genesys.AppHost;

/// <summary>How every project of the stack is started, watched and ended.</summary>
internal static class PartExtensions
{
    private const string OtlpRetry = "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY";

    /// <param name="part">The project.</param>
    /// <param name="icon">A Fluent UI icon's name.</param>
    public static IResourceBuilder<T> AsPart<T>(this IResourceBuilder<T> part, string icon)
        where T : IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithProbes
    {
        part.WithIconName(icon);
        part.WithHttpProbe(ProbeType.Readiness, "/health").WithHttpProbe(ProbeType.Liveness, "/alive");
        // All endpoints are HTTP; without this Aspire warns that it has no trusted certificate for them.
        part.WithoutHttpsCertificate();
        return part.ApplicationBuilder.ExecutionContext.IsRunMode ? part.FromBuildOutput().WithoutOtlpRetry() : part;
    }

    /// <summary>
    /// Starts what the AppHost's build has left, without a <c>dotnet run</c> in between: a process and seconds less
    /// for each.
    /// </summary>
    private static IResourceBuilder<T> FromBuildOutput<T>(this IResourceBuilder<T> part) where T : IResource
    {
        var path = part.Resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        var folder = Path.GetDirectoryName(path)!;
        var own = new DirectoryInfo(AppContext.BaseDirectory); // …/bin/{configuration}/{framework}/
        var program = Path.Combine(
            folder, "bin", own.Parent!.Name, own.Name,
            Path.GetFileNameWithoutExtension(path) + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return File.Exists(program)
            ? part.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder }) : part;
    }

    /// <summary>
    /// Drops telemetry that the dashboard no longer takes. Aspire asks for it to be sent again and again, but the
    /// dashboard ends together with
    /// the projects, and each would try until it is killed 6 s later.
    /// </summary>
    private static IResourceBuilder<T> WithoutOtlpRetry<T>(this IResourceBuilder<T> part)
        where T : IResourceWithEnvironment =>
        part.WithEnvironment(OtlpRetry, "");
}
