namespace Genesys.Console;

/// <summary>Says at start what it means that no folder for keys is set.</summary>
internal sealed partial class KeysNotice(ILogger<KeysNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.KeysAreNotKept(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Console:DataProtection:KeysPath is not set: "
                + "run one replica, and people sign in again after a restart.")]
        public static partial void KeysAreNotKept(ILogger logger);
    }
}
