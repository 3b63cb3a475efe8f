using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes a resource's endpoints.</summary>
internal static class Bindings
{
    private const int FirstAllocatedPort = 8000;

    public static void Write(Utf8JsonWriter writer, IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        if (endpoints.Count == 0)
        {
            return;
        }

        var allocated = FirstAllocatedPort;
        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            // A project's target port is left to the deployment; any other resource must have one.
            var targetPort = endpoint.TargetPort ?? (resource is ProjectResource ? null : endpoint.Port ?? allocated++);
            var port = PublishedPort(resource, endpoint);
            writer.WriteStartObject(endpoint.Name);
            writer.WriteString("scheme", endpoint.UriScheme);
            writer.WriteString("protocol", endpoint.Protocol == ProtocolType.Udp ? "udp" : "tcp");
            writer.WriteString("transport", endpoint.Transport);
            if (port is not null && port != targetPort)
            {
                writer.WriteNumber("port", port.Value);
            }

            if (targetPort is not null)
            {
                writer.WriteNumber("targetPort", targetPort.Value);
            }

            if (endpoint.IsExternal)
            {
                writer.WriteBoolean("external", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static int? PublishedPort(IResource resource, EndpointAnnotation endpoint) =>
        endpoint.Port ?? (resource is ProjectResource && endpoint.UriScheme is not ("http" or "https") ? endpoint.TargetPort : null);
}
