using System.Collections.Concurrent;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Starts the resources in the order in which they wait for each other, and stops them in the opposite one.</summary>
internal sealed class ApplicationOrchestrator(
    DistributedApplicationModel model,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    EndpointAllocator endpoints,
    InstanceRunner runner,
    ParameterProcessor parameters,
    IServiceProvider services,
    TimeProvider time) : IHostedService, IAsyncDisposable
{
    /// <summary>Within this time everything is down, in good order or not.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9);

    /// <summary>How long one process has to end by itself.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private const string SuffixCharacters = "abcdefghijkmnpqrstuvwxyz";

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, ResourceInstance> instances = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Task> starting = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
        foreach (var resource in model.Resources)
        {
            Prepare(resource);
        }

        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                CreationTimeStamp = time.GetUtcNow().UtcDateTime,
                State = snapshot.State ?? (LifecycleCommands.AreFor(resource) ? KnownResourceStates.NotStarted : null),
            }).ConfigureAwait(false);
            await AllocateAsync(resource, cancellationToken).ConfigureAwait(false);
        }

        foreach (var resource in model.Resources)
        {
            starting.Add(StartAsync(resource));
        }

        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StopTimeout - TimeSpan.FromSeconds(1));
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(starting).ConfigureAwait(false);

        var stopped = model.Resources.ToDictionary(resource => resource, _ => new TaskCompletionSource());
        await Task.WhenAll(model.Resources.Select(async resource =>
        {
            var dependents = DependentsOf(resource).Where(stopped.ContainsKey).Select(dependent => stopped[dependent].Task);
            await Task.WhenAll(dependents).ConfigureAwait(false);
            await Task.WhenAll(InstancesOf(resource).Select(instance => runner.StopAsync(instance, deadline.Token))).ConfigureAwait(false);
            stopped[resource].SetResult();
        })).ConfigureAwait(false);
        await endpoints.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts an instance that is not running.</summary>
    public async Task StartInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        await runner.StartAsync(Find(instanceId), linked.Token).ConfigureAwait(false);
    }

    /// <summary>Stops an instance; what waits for it is not touched.</summary>
    public Task StopInstanceAsync(string instanceId, CancellationToken cancellationToken) => runner.StopAsync(Find(instanceId), cancellationToken);

    public ValueTask DisposeAsync()
    {
        stopping.Cancel();
        foreach (var instance in instances.Values)
        {
            instance.Process?.Kill();
        }

        return endpoints.DisposeAsync();
    }

    private ResourceInstance Find(string instanceId) => instances.TryGetValue(instanceId, out var instance)
        ? instance
        : throw new InvalidOperationException($"Resource '{instanceId}' not found.");

    private IEnumerable<ResourceInstance> InstancesOf(IResource resource) => instances.Values.Where(instance => ReferenceEquals(instance.Resource, resource));

    /// <summary>What must be down before <paramref name="resource"/>: what waits for it; for the dashboard everything, since all send it their last telemetry.</summary>
    private IEnumerable<IResource> DependentsOf(IResource resource) => model.Resources.Where(other =>
        resource.Name == DashboardResource.Name
            ? other != resource
            : other.Annotations.OfType<WaitAnnotation>().Any(wait => ReferenceEquals(wait.Resource, resource)));

    private void Prepare(IResource resource)
    {
        if (!LifecycleCommands.AreFor(resource))
        {
            return;
        }

        var ids = Enumerable.Range(0, resource.GetReplicaCount())
            .Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString(SuffixCharacters, 8)}").ToList();
        resource.Annotations.Add(new ResourceInstancesAnnotation(ids));
        LifecycleCommands.AddTo(resource);
        foreach (var id in ids)
        {
            instances[id] = new ResourceInstance(resource, id);
        }
    }

    private async Task AllocateAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            endpoints.Allocate(resource);
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException exception)
        {
            foreach (var instance in InstancesOf(resource))
            {
                instance.CannotStart = exception.Message;
            }
        }
    }

    private async Task StartAsync(IResource resource)
    {
        // The first resource must not keep the others from starting.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await eventing.PublishAsync(
                new InitializeResourceEvent(resource, eventing, loggers, notifications, services), stopping.Token).ConfigureAwait(false);
            var own = InstancesOf(resource).ToList();
            if (own.Count == 0)
            {
                await parameters.ProcessAsync(resource, stopping.Token).ConfigureAwait(false);
            }
            else if (!resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
            {
                await Task.WhenAll(own.Select(instance => runner.StartAsync(instance, stopping.Token))).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application stops before it was up.
        }
    }
}
