using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Says at each start that anyone may send, when it was configured so.</summary>
public sealed partial class OpenDoorWarning(IOptions<IntakeOptions> options, ILogger<OpenDoorWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Auth.Mode is null or CallerAuthMode.None)
        {
            Log.AnyoneMaySend(logger);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Intake:Auth:Mode is None: anyone who reaches this address may send events.")]
        public static partial void AnyoneMaySend(ILogger logger);
    }
}
