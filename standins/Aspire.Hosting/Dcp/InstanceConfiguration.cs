using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dcp;

/// <summary>Puts the environment and the command line of an instance together.</summary>
internal sealed class InstanceConfiguration(
    DistributedApplicationExecutionContext executionContext, EndpointAllocator endpoints, ResourceLoggerService loggers, IOptions<DcpOptions> options)
{
    public async Task<Dictionary<string, string>> EnvironmentAsync(IResource resource, string instanceId, CancellationToken cancellationToken)
    {
        var variables = await ResourceConfiguration.EnvironmentAsync(resource, executionContext, loggers.GetLogger(instanceId), cancellationToken)
            .ConfigureAwait(false);
        if (options.Value.NobodyTakesTelemetry)
        {
            variables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        }

        var resolved = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            if (await ResourceConfiguration.ValueAsync(value, resource, executionContext, cancellationToken).ConfigureAwait(false) is { } text)
            {
                resolved[name] = ForInstance(text, resource, instanceId);
            }
        }

        return resolved;
    }

    public async Task<List<string>> ArgsAsync(IResource resource, string instanceId, CancellationToken cancellationToken)
    {
        var args = await ResourceConfiguration.ArgsAsync(resource, executionContext, loggers.GetLogger(instanceId), cancellationToken).ConfigureAwait(false);
        var resolved = new List<string>();
        foreach (var arg in args)
        {
            if (await ResourceConfiguration.ValueAsync(arg, resource, executionContext, cancellationToken).ConfigureAwait(false) is { } text)
            {
                resolved.Add(ForInstance(text, resource, instanceId));
            }
        }

        return resolved;
    }

    private string ForInstance(string text, IResource resource, string instanceId)
    {
        if (!text.Contains("{{-", StringComparison.Ordinal))
        {
            return text;
        }

        text = text
            .Replace(OtlpConfigurationExtensions.ServiceNamePlaceholder, resource.Name, StringComparison.Ordinal)
            .Replace(OtlpConfigurationExtensions.InstanceIdPlaceholder, Suffix(resource, instanceId), StringComparison.Ordinal);
        return resource.Annotations.OfType<EndpointAnnotation>().Aggregate(text, (known, endpoint) => known.Replace(
            EndpointAllocator.Placeholder(resource, endpoint),
            endpoints.PrivatePort(resource, endpoint, instanceId).ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal));
    }

    private static string Suffix(IResource resource, string instanceId) =>
        instanceId.Length > resource.Name.Length ? instanceId[(resource.Name.Length + 1)..] : instanceId;
}
