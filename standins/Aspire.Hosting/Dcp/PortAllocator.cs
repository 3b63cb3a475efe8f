using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Dcp;

/// <summary>Finds ports for the processes behind the proxies.</summary>
internal sealed class PortAllocator
{
    // Linux hands out 32768 and above to outgoing connections, Windows and macOS 49152 and above: a port below stays free until it is listened on.
    private const int First = 20_000;
    private const int Last = 32_700;

    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>A port that nobody listens on and that nobody else in this process has been given.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
            {
                var port = Random.Shared.Next(First, Last);
                if (Given.Add(port) && IsFree(port))
                {
                    return port;
                }
            }
        }

        throw new DistributedApplicationException($"No free port was found between {First} and {Last}.");
    }

    public static void Release(int port)
    {
        lock (Gate)
        {
            Given.Remove(port);
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
