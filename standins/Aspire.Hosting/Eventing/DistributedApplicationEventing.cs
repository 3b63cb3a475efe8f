using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly Lock gate = new();
    private readonly List<(Type Event, DistributedApplicationEventSubscription Subscription)> subscriptions = [];

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent
    {
        ArgumentNullException.ThrowIfNull(callback);
        var subscription = new DistributedApplicationEventSubscription((happened, cancellationToken) => callback((T)happened, cancellationToken));
        lock (gate)
        {
            subscriptions.Add((typeof(T), subscription));
        }

        return subscription;
    }

    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Subscribe<T>((happened, cancellationToken) =>
            ReferenceEquals(happened.Resource, resource) ? callback(happened, cancellationToken) : Task.CompletedTask);

    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        lock (gate)
        {
            subscriptions.RemoveAll(entry => ReferenceEquals(entry.Subscription, subscription));
        }
    }

    /// <summary>Tells the subscribers one after the other.</summary>
    public async Task PublishAsync<T>(T happened, CancellationToken cancellationToken) where T : IDistributedApplicationEvent
    {
        DistributedApplicationEventSubscription[] told;
        lock (gate)
        {
            told = [.. subscriptions.Where(entry => entry.Event == typeof(T)).Select(entry => entry.Subscription)];
        }

        foreach (var subscription in told)
        {
            await subscription.Callback(happened, cancellationToken).ConfigureAwait(false);
        }
    }
}

internal static class EventPublishing
{
    /// <summary>Publishes an event: the engine's own business.</summary>
    public static Task PublishAsync<T>(this IDistributedApplicationEventing eventing, T happened, CancellationToken cancellationToken)
        where T : IDistributedApplicationEvent => ((DistributedApplicationEventing)eventing).PublishAsync(happened, cancellationToken);
}
