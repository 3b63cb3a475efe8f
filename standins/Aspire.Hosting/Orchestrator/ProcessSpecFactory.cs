using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Says which program an instance is and what it is started with.</summary>
internal sealed class ProcessSpecFactory(InstanceConfiguration configuration, PostgresImage postgres, DistributedApplicationOptions options)
{
    /// <returns><c>null</c> for what this engine cannot run: a container.</returns>
    public async Task<ProcessSpec?> CreateAsync(IResource resource, string instanceId, Action<string, bool> onLine, CancellationToken cancellationToken)
    {
        if (resource is ContainerResource && !PostgresImage.CanRun(resource))
        {
            return null;
        }

        var environment = await configuration.EnvironmentAsync(resource, instanceId, cancellationToken).ConfigureAwait(false);
        var args = await configuration.ArgsAsync(resource, instanceId, cancellationToken).ConfigureAwait(false);
        if (resource is ContainerResource)
        {
            return postgres.Spec(resource, instanceId, environment, onLine);
        }

        if (resource is ExecutableResource executable)
        {
            return new ProcessSpec(executable.Command, args, executable.WorkingDirectory, environment, onLine);
        }

        var project = resource.GetProjectMetadata().ProjectPath;
        var assembly = ProjectOutput.Find(options.Assembly, project);
        if (args.Count == 0 && resource.EffectiveLaunchProfile()?.Profile.CommandLineArgs is { Length: > 0 } profileArgs)
        {
            args = [.. CommandLine.Split(profileArgs)];
        }

        return new ProcessSpec(ProjectOutput.DotNet, [assembly, .. args], Path.GetDirectoryName(project)!, environment, onLine);
    }
}
