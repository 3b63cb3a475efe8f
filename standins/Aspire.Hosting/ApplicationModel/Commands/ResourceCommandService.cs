using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gives commands to resources.</summary>
public partial class ResourceCommandService
{
    /// <summary>What the lifecycle commands' names began with before Aspire 13.2; older dashboards say it still.</summary>
    private const string LegacyPrefix = "resource-";

    private readonly ResourceNotificationService notifications;
    private readonly ResourceLoggerService loggers;
    private readonly IServiceProvider services;

    internal ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services) =>
        (this.notifications, this.loggers, this.services) = (notifications, loggers, services);

    /// <summary>Executes a command for an instance, or for all instances when <paramref name="resourceId"/> is a resource's name.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (!notifications.TryGetCurrentState(resourceId, out var known))
        {
            return CommandResults.Failure($"Resource '{resourceId}' not found.");
        }

        return known.ResourceId == resourceId
            ? await ExecuteOneAsync(known.Resource, resourceId, commandName, cancellationToken).ConfigureAwait(false)
            : await ExecuteCommandAsync(known.Resource, commandName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Executes a command for every instance of a resource.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var results = await Task.WhenAll(ResourceInstances.IdsOf(resource)
            .Select(id => ExecuteOneAsync(resource, id, commandName, cancellationToken))).ConfigureAwait(false);
        return results.FirstOrDefault(result => !result.Success) ?? results[0];
    }

    private async Task<ExecuteCommandResult> ExecuteOneAsync(IResource resource, string id, string commandName, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(id);
        var command = Find(resource, commandName);
        if (command is null && commandName.StartsWith(LegacyPrefix, StringComparison.Ordinal))
        {
            command = Find(resource, commandName[LegacyPrefix.Length..]);
        }

        if (command is null)
        {
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{id}'.");
        }

        try
        {
            var context = new ExecuteCommandContext
            {
                ResourceName = id,
                Services = services,
                CancellationToken = cancellationToken,
                Logger = logger,
            };
            var result = await command.ExecuteCommand(context).ConfigureAwait(false);
            if (result is { Success: false, Canceled: false })
            {
                Log.CommandFailed(logger, commandName, result.ErrorMessage ?? result.Message);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
#pragma warning disable CA1031 // A command is somebody else's code; whatever it throws is its result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CommandThrew(logger, exception, commandName);
            return CommandResults.Failure(exception);
        }
    }

    private static ResourceCommandAnnotation? Find(IResource resource, string commandName) =>
        resource.Annotations.OfType<ResourceCommandAnnotation>().SingleOrDefault(annotation => annotation.Name == commandName);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Command '{CommandName}' failed: {Reason}")]
        public static partial void CommandFailed(ILogger logger, string commandName, string? reason);

        [LoggerMessage(LogLevel.Error, "Command '{CommandName}' threw an exception.")]
        public static partial void CommandThrew(ILogger logger, Exception exception, string commandName);
    }
}
