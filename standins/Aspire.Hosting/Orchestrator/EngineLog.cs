using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>What the engine writes into the logs of resources.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(LogLevel.Warning, "No development certificate was found; the endpoint '{EndpointName}' is plain HTTP. 'dotnet dev-certs https' makes one.")]
    public static partial void HttpsWithoutCertificate(this ILogger logger, string endpointName);

    [LoggerMessage(LogLevel.Information, "Waiting for {Dependencies} ...")]
    public static partial void WaitingFor(this ILogger logger, string dependencies);

    [LoggerMessage(LogLevel.Information, "Finished waiting.")]
    public static partial void FinishedWaiting(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "Failed to start: {Reason}")]
    public static partial void FailedToStart(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "Process {ProcessId} exited with code {ExitCode}.")]
    public static partial void ProcessCrashed(this ILogger logger, int processId, int exitCode);

    [LoggerMessage(LogLevel.Information, "Process {ProcessId} finished.")]
    public static partial void ProcessFinished(this ILogger logger, int processId);

    [LoggerMessage(LogLevel.Warning, "Process {ProcessId} did not end within {Seconds} s and was killed.")]
    public static partial void ProcessKilled(this ILogger logger, int processId, double seconds);

    [LoggerMessage(LogLevel.Warning, "Dependency '{Dependency}' exited with code {ExitCode}.")]
    public static partial void DependencyExited(this ILogger logger, string dependency, int exitCode);

    [LoggerMessage(LogLevel.Error, "Container '{Image}' is not started: this engine runs no containers. Build with StandIns=false and a container engine, or choose a configuration without it.")]
    public static partial void ContainersNotSupported(this ILogger logger, string image);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    public static partial void ParameterMissing(this ILogger logger, string reason);
}
