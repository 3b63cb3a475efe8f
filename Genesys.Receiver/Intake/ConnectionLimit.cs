using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// How many connections are taken: <c>Intake:MaxConnections</c>, but no more than the files and sockets that the
/// process may have open allow. Without a descriptor left, the runtime ends the process.
/// </summary>
internal sealed partial class ConnectionLimit(
    IOptions<IntakeOptions> options, ILogger<ConnectionLimit> logger) : IHostedService
{
    /// <summary>
    /// Descriptors that are kept for the runtime, the journal, and connections to Genesys Cloud, CloudWatch and
    /// destinations. An idle receiver has 306 open, two for each assembly.
    /// </summary>
    public const int Reserve = 500;

    // Of the reserve: what is accepted only to be refused.
    private const int MostRefusedAtATime = 64;

    /// <summary>
    /// The listeners of a host: no more is open than what Kestrel takes and what it is about to refuse.
    /// </summary>
    public static BoundedListeners Listeners(IServiceProvider services)
    {
        var sockets = new SocketTransportFactory(
            services.GetRequiredService<IOptions<SocketTransportOptions>>(),
            services.GetRequiredService<ILoggerFactory>());
        var limits = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        var taken = Math.Min(limits.MaxConcurrentConnections ?? int.MaxValue, int.MaxValue - MostRefusedAtATime);
        return new BoundedListeners(sockets, new SemaphoreSlim((int)taken + MostRefusedAtATime));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var configured = options.Value.MaxConnections;
        if (OpenFiles() is { } descriptors && Within(configured, descriptors) is { } taken && taken != configured)
        {
            Log.Lowered(logger, configured, descriptors, taken);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message =
                "Intake:MaxConnections is {Configured}, but the process may have {Descriptors} files and sockets "
                + "open: {Taken} connections are taken. "
                + "Raise the limit (ulimit -n, LimitNOFILE), or set Intake:MaxConnections.")]
        public static partial void Lowered(ILogger logger, int configured, long descriptors, long taken);
    }
}
