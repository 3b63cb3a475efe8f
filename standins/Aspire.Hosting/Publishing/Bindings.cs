using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the endpoints of one manifest's resources; ports that nobody named are given out from 8000, each once.</summary>
internal sealed class Bindings(Utf8JsonWriter writer)
{
    private readonly HashSet<int> used = [];
    private int next = 8000;

    public void Write(IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        if (endpoints.Count == 0)
        {
            return;
        }

        var usualSchemes = new HashSet<string>();
        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            var targetPort = TargetPort(resource, endpoint, isFirstOfScheme: usualSchemes.Add(endpoint.UriScheme));
            var port = Port(endpoint, targetPort);
            Use(port);
            Use(targetPort);
            Write(endpoint, port, targetPort);
        }

        writer.WriteEndObject();
    }

    private void Write(EndpointAnnotation endpoint, int? port, int? targetPort)
    {
        writer.WriteStartObject(endpoint.Name);
        writer.WriteString("scheme", endpoint.UriScheme);
        writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
        writer.WriteString("transport", endpoint.Transport);
        if (port is { } published && published != targetPort)
        {
            writer.WriteNumber("port", published);
        }

        if (targetPort is { } target)
        {
            writer.WriteNumber("targetPort", target);
        }

        if (endpoint.IsExternal)
        {
            writer.WriteBoolean("external", true);
        }

        writer.WriteEndObject();
    }

    /// <summary><c>null</c>: the deployment chooses it, as it does for a project's first http and https endpoint.</summary>
    private int? TargetPort(IResource resource, EndpointAnnotation endpoint, bool isFirstOfScheme) => (resource, endpoint) switch
    {
        (_, { TargetPort: { } target }) => target,
        (ContainerResource, { Port: { } port }) => port,
        (ProjectResource, { UriScheme: "http" or "https" }) when isFirstOfScheme => null,
        _ => Next(),
    };

    private int? Port(EndpointAnnotation endpoint, int? targetPort) => (endpoint, targetPort) switch
    {
        ({ Port: { } port }, not null) => port,
        (_, { } target) => target,
        ({ UriScheme: "http" or "https", Port: null }, null) => null,
        _ => Next(),
    };

    private int Next()
    {
        while (used.Contains(next))
        {
            next++;
        }

        return next;
    }

    private void Use(int? port)
    {
        if (port is { } known)
        {
            used.Add(known);
        }
    }
}
