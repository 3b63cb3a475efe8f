using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost;

/// <summary>
/// The ports that the stack listens on, tried before anything is started: Aspire's proxy tries a part's for ever, and
/// says so to nobody; of the dashboard's it writes a stack trace.
/// </summary>
internal static class Ports
{
    private const string LaunchSettings = "Properties/launchSettings.json";

    private static readonly (string Key, string Use)[] OfDashboard =
    [
        ("ASPNETCORE_URLS", "The dashboard"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "The dashboard's intake of telemetry"),
        ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "The dashboard's intake of telemetry over HTTP"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "The list of resources"),
    ];

    /// <summary>A sentence for each port that another process has; none where ports are drawn, as in tests.</summary>
    public static IReadOnlyList<string> TakenPorts(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsRunMode && !builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false)
            ? Taken(builder.Resources, builder.Configuration, IsTaken) : [];

    /// <param name="resources">The stack's.</param>
    /// <param name="configuration">Has the dashboard's addresses.</param>
    /// <param name="isTaken">True for a port that another process has.</param>
    internal static IReadOnlyList<string> Taken(
        IEnumerable<IResource> resources, IConfiguration configuration, Func<int, bool> isTaken) =>
    [
        .. OfParts(resources).Concat(OfTheDashboard(configuration)).Where(one => isTaken(one.Port))
            .Select(one => $"{one.Who} can't listen on port {one.Port}: another process does, perhaps a stack that "
                + $"runs already. End that one, or set another port: {one.Setting}."),
    ];

    private static IEnumerable<(string Who, int Port, string Setting)> OfParts(IEnumerable<IResource> resources) =>
        from resource in resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        let port = endpoint.Port.GetValueOrDefault()
        where port > 0
        select ($"The part {resource.Name}", port, SettingOf(resource));

    // A container's port is the stack's own choice: other parts and tools know it.
    private static string SettingOf(IResource resource) =>
        resource.Annotations.OfType<IProjectMetadata>().FirstOrDefault() is { ProjectPath: var path }
            ? $"applicationUrl in {Path.GetFileName(Path.GetDirectoryName(path))}/{LaunchSettings}"
            : "CloudWatch:Provider=Emulator or Aws starts no container";

    private static IEnumerable<(string Who, int Port, string Setting)> OfTheDashboard(IConfiguration configuration) =>
        from address in OfDashboard
        from text in (configuration[address.Key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        let url = Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? parsed : null
        where url is { Port: > 0 }
        select (address.Use, url.Port, $"{address.Key}, which Genesys.AppHost/{LaunchSettings} sets");

    /// <summary>True when the machine's own addresses can't both be listened on.</summary>
    private static bool IsTaken(int port) =>
        IsTaken(IPAddress.Loopback, port) || (Socket.OSSupportsIPv6 && IsTaken(IPAddress.IPv6Loopback, port));

    private static bool IsTaken(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return false;
        }
        catch (SocketException exception)
        {
            // Else the machine has no such address, or the port is one that this user may not have: Aspire says so.
            return exception.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
