using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Describes an instance for who watches.</summary>
internal sealed class InstanceSnapshots(DistributedApplicationExecutionContext executionContext, TimeProvider time)
{
    public static CustomResourceSnapshot Running(
        CustomResourceSnapshot snapshot, IResource resource, RunningProcess process, ProcessSpec spec, ImmutableArray<UrlSnapshot> urls) => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = process.StartedAt.UtcDateTime,
            StopTimeStamp = null,
            ExitCode = null,
            Urls = urls,
            EnvironmentVariables = [.. spec.Environment.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
            Properties = Properties(resource, process, spec),
        };

    public CustomResourceSnapshot Ended(CustomResourceSnapshot snapshot, int exitCode, bool crashed) => snapshot with
    {
        State = crashed
            ? new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error)
            : new ResourceStateSnapshot(KnownResourceStates.Finished, null),
        ExitCode = exitCode,
        StopTimeStamp = time.GetUtcNow().UtcDateTime,
        Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = true })],
        IsReady = false,
    };

    public async Task<ImmutableArray<UrlSnapshot>> UrlsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints owner)
        {
            urls.AddRange(owner.GetEndpoints().Where(endpoint => endpoint.IsAllocated)
                .Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }));
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var context = new ResourceUrlsCallbackContext(executionContext, resource, urls, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        return
        [
            .. context.Urls.Select(url => new UrlSnapshot(url.Endpoint?.EndpointName, url.Url, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
            {
                DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? ""),
            }),
        ];
    }

    private static ImmutableArray<ResourcePropertySnapshot> Properties(IResource resource, RunningProcess process, ProcessSpec spec)
    {
        var properties = ImmutableArray.CreateBuilder<ResourcePropertySnapshot>();
        if (resource is ProjectResource)
        {
            properties.Add(new("project.path", resource.GetProjectMetadata().ProjectPath));
            if (resource.EffectiveLaunchProfile() is var (name, _))
            {
                properties.Add(new("project.launchProfile", name));
            }
        }
        else if (resource.TryGetContainerImageName(out var image))
        {
            properties.Add(new("container.image", image));
        }

        properties.Add(new("executable.path", spec.Command));
        properties.Add(new("executable.workDir", spec.WorkingDirectory));
        properties.Add(new("executable.args", spec.Args.ToImmutableArray()) { IsSensitive = true });
        properties.Add(new("executable.pid", process.Id));
        return properties.ToImmutable();
    }
}
