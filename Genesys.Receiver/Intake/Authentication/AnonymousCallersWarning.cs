using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Says at each start that no credentials are asked for, when it was configured so.</summary>
internal sealed partial class AnonymousCallersWarning(
    IOptions<IntakeOptions> options, ILogger<AnonymousCallersWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Auth.Mode is null or AuthenticationMode.None)
        {
            Log.AnyoneMaySend(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Intake:Auth:Mode is None: anyone who reaches this address may send events.")]
        public static partial void AnyoneMaySend(ILogger logger);
    }
}
