using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Genesys.ServiceDefaults.Connections;

/// <summary>
/// How many connections a service takes: no more than the files and sockets that the process may have open allow.
/// Without a descriptor left, the runtime ends the process.
/// </summary>
public static class ConnectionLimit
{
    /// <summary>Connections at once, unless a service says otherwise.</summary>
    public const int Usual = 20_000;

    /// <summary>
    /// Descriptors that are kept for the runtime, for files, and for connections that the service itself opens. An idle
    /// receiver has 306 open, two for each assembly.
    /// </summary>
    public const int Reserve = 500;

    /// <summary>
    /// What a connection may hold unread, in bytes. Kestrel's own 1 MiB would be 20 GB for 20,000 connections.
    /// </summary>
    public const int UnreadBytes = 64 * 1024;

    /// <summary>
    /// The longest request line in bytes. An id of 1,024 characters has 12,288 when it is percent-encoded, and 20,480
    /// in the address of a sign-in that leads back to it.
    /// </summary>
    public const int RequestLineBytes = 32 * 1024;

    // Of the reserve: what is accepted only to be refused.
    private const int MostRefusedAtATime = 64;

    /// <summary>The connections that are taken; null: as many as come.</summary>
    /// <param name="configured">What is configured; 0: no limit.</param>
    /// <param name="descriptors">Files and sockets that the process may have open; null when nobody can tell.</param>
    public static long? Within(int configured, long? descriptors)
    {
        var most = descriptors is { } all ? Math.Max(all - Reserve, all / 8) : long.MaxValue;
        return configured > 0 && configured <= most ? configured : descriptors is null ? null : most;
    }

    /// <summary>
    /// The soft limit of this process, which the runtime raised to the hard one when it started; null where there is no
    /// <c>/proc</c>.
    /// </summary>
    public static long? OpenFiles()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        var lines = File.Exists(Limits) ? File.ReadLines(Limits) : [];
        if (lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is not { } line)
        {
            return null;
        }

        var soft = line.AsSpan(Name.Length).TrimStart();
        return long.TryParse(soft[..Math.Max(0, soft.IndexOf(' '))], CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
    }

    /// <summary>Bounds the connections of a host, and what each holds.</summary>
    internal static void AddConnectionLimit(this IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = Within(Usual, OpenFiles());
            kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
            kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        });
        services.AddSingleton<IConnectionListenerFactory>(Listeners);
    }

    // No more is open than what Kestrel takes and what it is about to refuse.
    private static BoundedListeners Listeners(IServiceProvider services)
    {
        var sockets = new SocketTransportFactory(
            services.GetRequiredService<IOptions<SocketTransportOptions>>(),
            services.GetRequiredService<ILoggerFactory>());
        var limits = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        var taken = Math.Min(limits.MaxConcurrentConnections ?? int.MaxValue, int.MaxValue - MostRefusedAtATime);
        return new BoundedListeners(sockets, new SemaphoreSlim((int)taken + MostRefusedAtATime));
    }
}
