using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the newest snapshot of every instance, and tells who wants to know.</summary>
public partial class ResourceNotificationService : IDisposable
{
    private readonly Dictionary<string, ResourceEvent> current = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Channel<ResourceEvent>, bool> watchers = new();
    private readonly CancellationTokenSource disposing = new();
    private readonly Lock gate = new();
    private readonly ILogger<ResourceNotificationService> logger;
    private readonly IServiceProvider? services;
    private readonly CancellationTokenRegistration stopping;
    private long version;

    public ResourceNotificationService(ILogger<ResourceNotificationService> logger, IHostApplicationLifetime hostApplicationLifetime)
        : this(logger, hostApplicationLifetime, null)
    {
    }

    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
        : this(logger, hostApplicationLifetime, serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        ArgumentNullException.ThrowIfNull(resourceLoggerService);
    }

    private ResourceNotificationService(
        ILogger<ResourceNotificationService> logger, IHostApplicationLifetime hostApplicationLifetime, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(hostApplicationLifetime);
        this.logger = logger ?? throw new ArgumentNullException(nameof(logger));
        this.services = services;
        stopping = hostApplicationLifetime.ApplicationStopping.Register(disposing.Cancel);
    }

    /// <summary>What a wait does when a resource that it waits for fails and nobody said otherwise.</summary>
    private WaitBehavior DefaultWaitBehavior =>
        services?.GetService<DistributedApplicationOptions>() is { DisableDashboard: false }
            ? WaitBehavior.WaitOnResourceUnavailable
            : WaitBehavior.StopOnResourceUnavailable;

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (gate)
        {
            return current.TryGetValue(resourceId, out resourceEvent)
                || (resourceEvent = current.Values.FirstOrDefault(e => IsNamed(e.Resource, resourceId))) is not null;
        }
    }

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var id in ResourceInstances.IdsOf(resource))
        {
            Publish(resource, id, stateFactory);
        }

        return Task.CompletedTask;
    }

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Publish(resource, resourceId, stateFactory);
        return Task.CompletedTask;
    }

    /// <summary>The newest snapshot of each instance, then every new one.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var (known, changes) = Subscribe();
        try
        {
            foreach (var resourceEvent in known)
            {
                yield return resourceEvent;
            }

            await foreach (var resourceEvent in changes.Reader.ReadAllAsync(linked.Token).ConfigureAwait(false))
            {
                yield return resourceEvent;
            }
        }
        finally
        {
            Unsubscribe(changes);
        }
    }

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(
            resourceName, e => e.Snapshot.State?.Text is { } state && states.Contains(state), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (var resourceEvent in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsNamed(resourceEvent.Resource, resourceName) && predicate(resourceEvent))
            {
                return resourceEvent;
            }
        }

        throw new OperationCanceledException($"The application stopped while '{resourceName}' was waited for.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var stops = waitBehavior == WaitBehavior.StopOnResourceUnavailable;
        var reached = await WaitForResourceAsync(
            resourceName, e => IsReady(e.Snapshot) || (stops && IsUnavailable(e.Snapshot)), cancellationToken).ConfigureAwait(false);
        return IsReady(reached.Snapshot)
            ? reached
            : throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it is in state '{reached.Snapshot.State?.Text}'.");
    }

    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (!resource.TryGetAnnotationsOfType<WaitAnnotation>(out var waits))
        {
            return;
        }

        await Task.WhenAll(waits.Select(wait => WaitForDependencyAsync(wait, cancellationToken))).ConfigureAwait(false);
    }

    public void Dispose()
    {
        stopping.Dispose();
        disposing.Cancel();
        disposing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The newest snapshot of each instance, and a channel of all that follow.</summary>
    internal (IReadOnlyList<ResourceEvent> Known, Channel<ResourceEvent> Changes) Subscribe()
    {
        var changes = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate)
        {
            watchers[changes] = true;
            return ([.. current.Values.OrderBy(e => e.Snapshot.Version)], changes);
        }
    }

    internal void Unsubscribe(Channel<ResourceEvent> changes) => watchers.TryRemove(changes, out _);

    internal static bool IsReady(CustomResourceSnapshot snapshot) =>
        snapshot is { IsReady: true, HealthStatus: Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy };

    private static bool IsUnavailable(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.RuntimeUnhealthy);

    private static bool IsNamed(IResource resource, string name) => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Waits until every instance of the awaited resource has come as far as asked.</summary>
    private async Task WaitForDependencyAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var arrived = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        await foreach (var resourceEvent in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!ReferenceEquals(resourceEvent.Resource, wait.Resource) && !IsNamed(resourceEvent.Resource, wait.Resource.Name))
            {
                continue;
            }

            if (HasArrived(wait, resourceEvent.Snapshot, behavior))
            {
                arrived.Add(resourceEvent.ResourceId);
                if (arrived.IsSupersetOf(ResourceInstances.IdsOf(wait.Resource)))
                {
                    return;
                }
            }
            else
            {
                arrived.Remove(resourceEvent.ResourceId);
            }
        }

        throw new OperationCanceledException();
    }

    private static bool HasArrived(WaitAnnotation wait, CustomResourceSnapshot snapshot, WaitBehavior behavior)
    {
        var state = snapshot.State?.Text;
        var isTerminal = state is not null && KnownResourceStates.TerminalStates.Contains(state);
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            return isTerminal && (state != KnownResourceStates.FailedToStart && snapshot.ExitCode == wait.ExitCode
                ? true
                : throw new DistributedApplicationException(
                    $"Dependency resource '{wait.Resource.Name}' ended in state '{state}' with exit code {snapshot.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(none)"} where {wait.ExitCode} was waited for."));
        }

        if (behavior == WaitBehavior.StopOnResourceUnavailable && IsUnavailable(snapshot))
        {
            throw new DistributedApplicationException($"Dependency resource '{wait.Resource.Name}' failed to start: it is in state '{state}'.");
        }

        return wait.WaitType switch
        {
            WaitType.WaitUntilStarted => state == KnownResourceStates.Running || state == KnownResourceStates.Active,
            _ => IsReady(snapshot),
        };
    }

    private void Publish(IResource resource, string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ResourceEvent published;
        string? before;
        lock (gate)
        {
            var previous = current.TryGetValue(id, out var known) ? known.Snapshot : FirstSnapshot(resource);
            before = previous.State?.Text;
            var next = ResourceCommands.Update(resource, stateFactory(previous), services);
            published = new ResourceEvent(resource, id, next with { Version = ++version });
            current[id] = published;
            foreach (var watcher in watchers.Keys)
            {
                watcher.Writer.TryWrite(published);
            }
        }

        if (before != published.Snapshot.State?.Text)
        {
            Log.StateChanged(logger, id, before, published.Snapshot.State?.Text);
        }
    }

    private static CustomResourceSnapshot FirstSnapshot(IResource resource)
    {
        var snapshot = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var annotation)
            ? annotation.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal), Properties = [] };
        return snapshot with
        {
            Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type))],
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
            IsHidden = snapshot.IsHidden || resource.HasAnnotationOfType<HiddenAnnotation>(),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Resource {ResourceId} changed state: {Before} -> {After}")]
        public static partial void StateChanged(ILogger logger, string resourceId, string? before, string? after);
    }
}
