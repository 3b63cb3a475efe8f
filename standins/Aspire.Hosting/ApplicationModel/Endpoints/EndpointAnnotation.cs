using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource: what it is called, which port the world uses and which one the process does.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> allocation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? transport;
    private bool? isProxied;
    private int? port;
    private bool portIsTargetPort;

    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? ProtocolName(protocol);
        Name = name ?? UriScheme;
        this.transport = transport;
        this.port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        this.isProxied = isProxied;
    }

    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme, string? transport, string? name, int? port, int? targetPort, bool? isExternal, bool isProxied)
        : this(protocol, uriScheme, transport, name, port, targetPort, isExternal, (bool?)isProxied)
    {
    }

    public string Name { get; set; }

    public ProtocolType Protocol { get; set; }

    /// <summary>The port that the world uses; an unproxied endpoint without one uses its target port.</summary>
    public int? Port
    {
        get => port ?? (portIsTargetPort || !IsProxied ? TargetPort : null);
        set => (port, portIsTargetPort) = (value, false);
    }

    public int? TargetPort { get; set; }

    public string UriScheme { get; set; }

    public string TargetHost { get; set; } = "localhost";

    public string Transport
    {
        get => transport ?? (UriScheme is "http" or "https" ? "http" : ProtocolName(Protocol));
        set => transport = value;
    }

    public bool IsExternal { get; set; }

    public bool IsProxied
    {
        get => isProxied ?? true;
        set => isProxied = value;
    }

    public bool? IsExplicitlyProxied
    {
        get => isProxied;
        set => isProxied = value;
    }

    public bool ExcludeReferenceEndpoint { get; set; }

    public bool TlsEnabled { get; set; }

    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => allocation.Task.IsCompletedSuccessfully ? allocation.Task.Result : null;
        set => allocation.TrySetResult(value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>Ends when the engine has given the endpoint its ports.</summary>
    internal Task<AllocatedEndpoint> Allocation => allocation.Task;

    /// <summary>Whether the endpoint was read from the project's launch profile.</summary>
    internal bool FromLaunchProfile { get; set; }

    private static string ProtocolName(ProtocolType protocol) => protocol == ProtocolType.Udp ? "udp" : "tcp";
}
