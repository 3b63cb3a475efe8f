namespace Genesys.Receiver.GenesysCloud;

/// <summary>Asks for the first token when the service starts, without waiting for it.</summary>
internal sealed partial class TokenWarmUp(TokenSource tokens, GenesysEndpoints endpoints, ILogger<TokenWarmUp> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (endpoints.IsInClear)
        {
            Log.InClear(logger);
        }

        tokens.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "GENESYS_API_BASE or GENESYS_LOGIN_BASE is http on another machine: the client secret and "
                + "conversations travel in clear. Use https.")]
        public static partial void InClear(ILogger logger);
    }
}
