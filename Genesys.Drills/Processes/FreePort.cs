using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Genesys.Drills.Processes;

/// <summary>Ports for processes that are started.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const string EphemeralRange = "/proc/sys/net/ipv4/ip_local_port_range";

    // Windows and macOS begin with 49,152.
    private static readonly int End = ReadEnd();
    private static int _next = Random.Shared.Next(First, End);

    /// <summary>
    /// A port of this machine that is free, that isn't given again soon, and that the system gives to nobody who asks
    /// for any: it stays free until the process that it is for takes it.
    /// </summary>
    public static int Find()
    {
        for (var attempts = 0; attempts < End - First; attempts++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % (uint)(End - First));
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {End} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int ReadEnd() =>
        File.Exists(EphemeralRange)
        && int.TryParse(
            File.ReadAllText(EphemeralRange).Split('\t', ' ')[0], CultureInfo.InvariantCulture, out var first)
        && first > First + 1_000
            ? first
            : 32_768;
}
