using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Console;

/// <summary>Writes what the resources write into the AppHost's own log, under <c>{AppHost}.Resources.{resource}</c>.</summary>
internal sealed partial class ResourceLoggerForwarderService(
    ResourceLogFollower follower, IHostEnvironment environment, ILoggerFactory loggers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => follower.FollowAsync((resource, line) =>
    {
        var logger = loggers.CreateLogger($"{environment.ApplicationName}.Resources.{resource.Name}");
        if (line.IsErrorMessage)
        {
            Log.Error(logger, line.LineNumber, LogText.Of(line));
        }
        else
        {
            Log.Information(logger, line.LineNumber, LogText.Of(line));
        }
    }, stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{LineNumber}: {Line}")]
        public static partial void Information(ILogger logger, int lineNumber, string line);

        [LoggerMessage(LogLevel.Error, "{LineNumber}: {Line}")]
        public static partial void Error(ILogger logger, int lineNumber, string line);
    }
}
