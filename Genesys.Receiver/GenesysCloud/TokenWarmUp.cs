namespace Genesys.Receiver.GenesysCloud;

/// <summary>Asks for the first token when the service starts, without waiting for it.</summary>
internal sealed class TokenWarmUp(TokenSource tokens) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        tokens.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
