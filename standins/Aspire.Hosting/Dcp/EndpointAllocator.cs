using System.Collections.Concurrent;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dcp;

/// <summary>Gives each endpoint the port that the world uses, and each instance its own behind it.</summary>
internal sealed class EndpointAllocator(IOptions<DcpOptions> options, ResourceLoggerService loggers, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<EndpointAnnotation, EndpointProxy> proxies = new();
    private readonly ConcurrentDictionary<(EndpointAnnotation, string InstanceId), int> privatePorts = new();
    private readonly ConcurrentBag<int> given = [];

    /// <summary>What stands for an instance's port in its environment until the instance is known; Aspire's own notation.</summary>
    public static string Placeholder(IResource resource, EndpointAnnotation endpoint) =>
        $"{{{{- portForServing \"{ServiceName(resource, endpoint)}\" -}}}}";

    /// <exception cref="DistributedApplicationException">A port is taken.</exception>
    public void Allocate(IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.UriScheme == "https" && !DevelopmentCertificate.Exists)
            {
                endpoint.UriScheme = "http";
                endpoint.TlsEnabled = false;
                loggers.GetLogger(resource).HttpsWithoutCertificate(endpoint.Name);
            }

            endpoint.AllocatedEndpoint = IsProxied(resource, endpoint)
                ? new AllocatedEndpoint(endpoint, "localhost", Proxy(resource, endpoint).Port, Placeholder(resource, endpoint))
                : new AllocatedEndpoint(endpoint, "localhost", endpoint.Port ?? endpoint.TargetPort ?? Next(), null);
        }
    }

    /// <summary>The port that an instance itself listens on.</summary>
    public int PrivatePort(IResource resource, EndpointAnnotation endpoint, string instanceId)
    {
        if (!proxies.ContainsKey(endpoint))
        {
            return endpoint.AllocatedEndpoint!.Port;
        }

        return privatePorts.GetOrAdd((endpoint, instanceId), _ => OwnTargetPort(resource, endpoint) ?? Next());
    }

    public void Connect(IResource resource, string instanceId)
    {
        foreach (var (endpoint, proxy) in ProxiesOf(resource))
        {
            proxy.Add(PrivatePort(resource, endpoint, instanceId));
        }
    }

    public void Disconnect(IResource resource, string instanceId)
    {
        foreach (var (endpoint, proxy) in ProxiesOf(resource))
        {
            proxy.Remove(PrivatePort(resource, endpoint, instanceId));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in proxies.Values)
        {
            await proxy.DisposeAsync().ConfigureAwait(false);
        }

        proxies.Clear();
        while (given.TryTake(out var port))
        {
            PortAllocator.Release(port);
        }
    }

    private static string ServiceName(IResource resource, EndpointAnnotation endpoint) =>
        resource.Annotations.OfType<EndpointAnnotation>().Skip(1).Any() ? $"{resource.Name}-{endpoint.Name}" : resource.Name;

    /// <summary>A container's target port is a port inside the container; what runs in its place cannot count on it.</summary>
    private static int? OwnTargetPort(IResource resource, EndpointAnnotation endpoint) => resource is ContainerResource ? null : endpoint.TargetPort;

    private static bool IsProxied(IResource resource, EndpointAnnotation endpoint)
    {
        if (!endpoint.IsProxied && resource.GetReplicaCount() > 1)
        {
            throw new DistributedApplicationException(
                $"'{resource.Name}' specifies multiple replicas and at least one proxyless endpoint. These features do not work together.");
        }

        return endpoint.IsProxied && endpoint.Protocol == ProtocolType.Tcp && (OwnTargetPort(resource, endpoint) is null || endpoint.TargetPort != endpoint.Port);
    }

    private IEnumerable<(EndpointAnnotation Endpoint, EndpointProxy Proxy)> ProxiesOf(IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (proxies.TryGetValue(endpoint, out var proxy))
            {
                yield return (endpoint, proxy);
            }
        }
    }

    private EndpointProxy Proxy(IResource resource, EndpointAnnotation endpoint)
    {
        var port = options.Value.RandomizePorts ? 0 : endpoint.Port ?? 0;
        try
        {
            return proxies.GetOrAdd(endpoint, _ => EndpointProxy.Listen(endpoint.TargetHost, port, time));
        }
        catch (SocketException exception)
        {
            throw new DistributedApplicationException(
                $"Port {port} of the endpoint '{endpoint.Name}' of '{resource.Name}' cannot be listened on ({exception.Message}). Stop what uses it, or give the endpoint another port.",
                exception);
        }
    }

    private int Next()
    {
        var port = PortAllocator.Next();
        given.Add(port);
        return port;
    }
}
