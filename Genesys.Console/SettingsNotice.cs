namespace Genesys.Console;

/// <summary>
/// Says at start which settings nobody reads. A warning only, as the receiver's: a newer release's setting must not
/// stop an older one in a rollback.
/// </summary>
internal sealed partial class SettingsNotice(IConfiguration configuration, ILogger<SettingsNotice> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var problem in ConsoleKeys.FindUnknown(configuration))
        {
            Log.UnknownKey(logger, problem);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void UnknownKey(ILogger logger, string problem);
    }
}
