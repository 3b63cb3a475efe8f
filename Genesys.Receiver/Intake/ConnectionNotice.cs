using Genesys.ServiceDefaults.Connections;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Says at the start when fewer connections are taken than <c>Intake:MaxConnections</c>, because the process may have
/// too few files and sockets open.
/// </summary>
internal sealed partial class ConnectionNotice(
    IOptions<IntakeOptions> options, ILogger<ConnectionNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var configured = options.Value.MaxConnections;
        if (ConnectionLimit.OpenFiles() is { } descriptors
            && ConnectionLimit.Within(configured, descriptors) is { } taken && taken != configured)
        {
            Log.Lowered(logger, configured, descriptors, taken);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
