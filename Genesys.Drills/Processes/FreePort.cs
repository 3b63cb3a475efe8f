using System.Net;
using System.Net.Sockets;

namespace Genesys.Drills.Processes;

/// <summary>Ports for processes that are started.</summary>
internal static class FreePort
{
    /// <summary>A port of this machine that was free a moment ago.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
