namespace Genesys.Receiver.Configuration;

/// <summary>
/// Says at start which settings nobody reads. A warning only: a newer release's setting must not stop an older one in a
/// rollback.
/// </summary>
internal sealed partial class UnknownKeysWarning(UnknownKeys unknownKeys, ILogger<UnknownKeysWarning> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var sentence in unknownKeys.Find())
        {
            Log.UnknownKey(logger, sentence);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Problem}")]
        public static partial void UnknownKey(ILogger logger, string problem);
    }
}
