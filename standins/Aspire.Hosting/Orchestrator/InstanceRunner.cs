using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Takes one instance through its states.</summary>
internal sealed class InstanceRunner(
    DistributedApplicationModel model,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    EndpointAllocator endpoints,
    ProcessLauncher launcher,
    ProcessSpecFactory specs,
    InstanceSnapshots snapshots,
    IServiceProvider services,
    TimeProvider time)
{
    /// <summary>Waits for what the resource waits for, and starts the instance. A failure is a state, not an exception.</summary>
    public async Task StartAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        await instance.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        instance.Starting = starting;
        try
        {
            if (instance.Process is null)
            {
                await StartNowAsync(instance, starting.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await PublishAsync(instance, snapshot => snapshot with { State = KnownResourceStates.NotStarted }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Callbacks of the AppHost run here; whatever they throw is why the resource did not start.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            loggers.GetLogger(instance.Id).FailedToStart(exception.Message);
            await PublishAsync(instance, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                StopTimeStamp = time.GetUtcNow().UtcDateTime,
            }).ConfigureAwait(false);
        }
        finally
        {
            instance.Starting = null;
            instance.Turn.Release();
        }
    }

    /// <summary>Asks the process to end, and kills it when it does not.</summary>
    public async Task StopAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Starting is { } starting)
        {
            await starting.CancelAsync().ConfigureAwait(false);
        }

        await instance.Turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (instance.Process is not { } process)
            {
                return;
            }

            instance.IsStopping = true;
            endpoints.Disconnect(instance.Resource, instance.Id);
            await PublishAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Stopping }).ConfigureAwait(false);
            process.Terminate();
            try
            {
                await process.Exited.WaitAsync(ApplicationOrchestrator.GracePeriod, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                loggers.GetLogger(instance.Id).ProcessKilled(process.Id, ApplicationOrchestrator.GracePeriod.TotalSeconds);
                process.Kill();
            }

            await instance.Ended.ConfigureAwait(false);
        }
        finally
        {
            instance.Turn.Release();
        }
    }

    private async Task StartNowAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var resource = instance.Resource;
        if (instance.CannotStart is { } reason)
        {
            throw new DistributedApplicationException(reason);
        }

        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken).ConfigureAwait(false);
        await WaitForDependenciesAsync(instance, cancellationToken).ConfigureAwait(false);
        await PublishAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null, IsReady = false })
            .ConfigureAwait(false);

        var log = loggers.LogOf(instance.Id);
        log.Reopen();
        if (await specs.CreateAsync(resource, instance.Id, log.Add, cancellationToken).ConfigureAwait(false) is not { } spec)
        {
            resource.TryGetContainerImageName(out var image);
            loggers.GetLogger(instance.Id).ContainersNotSupported(image ?? resource.Name);
            await PublishAsync(instance, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Warn),
            }).ConfigureAwait(false);
            return;
        }

        var urls = await snapshots.UrlsAsync(resource, cancellationToken).ConfigureAwait(false);
        var process = launcher.Start(spec);
        instance.Process = process;
        instance.IsStopping = false;
        endpoints.Connect(resource, instance.Id);
        await PublishAsync(instance, snapshot => InstanceSnapshots.Running(snapshot, resource, process, spec, urls)).ConfigureAwait(false);
        instance.Ended = FollowAsync(instance, process);
    }

    private async Task WaitForDependenciesAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var waits = instance.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => $"'{wait.Resource.Name}'").ToList();
        if (waits.Count == 0)
        {
            return;
        }

        await PublishAsync(instance, snapshot => snapshot with { State = KnownResourceStates.Waiting }).ConfigureAwait(false);
        loggers.GetLogger(instance.Id).WaitingFor(string.Join(", ", waits));
        await notifications.WaitForDependenciesAsync(instance.Resource, cancellationToken).ConfigureAwait(false);
        loggers.GetLogger(instance.Id).FinishedWaiting();
    }

    private async Task FollowAsync(ResourceInstance instance, RunningProcess process)
    {
        var exitCode = await process.Exited.ConfigureAwait(false);
        var crashed = exitCode != 0 && !instance.IsStopping;
        var logger = loggers.GetLogger(instance.Id);
        if (crashed)
        {
            logger.ProcessCrashed(process.Id, exitCode);
        }
        else
        {
            logger.ProcessFinished(process.Id);
        }

        instance.Process = null;
        endpoints.Disconnect(instance.Resource, instance.Id);
        process.Dispose();
        await PublishAsync(instance, snapshot => snapshots.Ended(snapshot, exitCode, crashed)).ConfigureAwait(false);
        if (crashed)
        {
            foreach (var dependent in model.Resources.Where(other =>
                other.Annotations.OfType<WaitAnnotation>().Any(wait => ReferenceEquals(wait.Resource, instance.Resource))))
            {
                loggers.GetLogger(dependent).DependencyExited(instance.Resource.Name, exitCode);
            }
        }
    }

    private Task PublishAsync(ResourceInstance instance, Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);
}
