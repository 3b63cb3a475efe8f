namespace Genesys.Receiver.Hosting;

/// <summary>
/// Work in the background that the service finishes, as far as it can, before its server stops listening: while it
/// drains, whoever asks is still answered, and <c>/health</c> says why.
/// </summary>
internal abstract class DrainingService : BackgroundService, IHostedLifecycleService
{
    // The host stops its services in the order opposite to their start, and the server, which starts last, first of
    // all. This comes before all of it.
    public Task StoppingAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
