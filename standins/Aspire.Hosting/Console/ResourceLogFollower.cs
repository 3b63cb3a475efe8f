using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Console;

/// <summary>Follows the logs of all resources.</summary>
internal sealed class ResourceLogFollower(ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    /// <summary>Hands on each line once, in the order of its resource.</summary>
    public async Task FollowAsync(Action<IResource, LogLine> onLine, CancellationToken cancellationToken)
    {
        var followed = new Dictionary<string, Task>(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (var resourceEvent in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!followed.ContainsKey(resourceEvent.ResourceId))
                {
                    followed[resourceEvent.ResourceId] = FollowAsync(resourceEvent.Resource, resourceEvent.ResourceId, onLine, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is still written while the resources stop is followed until the service is stopped itself.
        }

        await Task.WhenAll(followed.Values).ConfigureAwait(false);
    }

    private async Task FollowAsync(IResource resource, string id, Action<IResource, LogLine> onLine, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in ResourceLoggerService.WatchAsync(loggers.LogOf(id), cancellationToken).ConfigureAwait(false))
            {
                foreach (var line in batch)
                {
                    onLine(resource, line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
    }
}
