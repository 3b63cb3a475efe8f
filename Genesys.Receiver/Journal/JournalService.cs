namespace Genesys.Receiver.Journal;

/// <summary>Opens the journal before anything that needs it starts, and closes it after everything has stopped.</summary>
internal sealed class JournalService(IJournalStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.StartAsync();

    public async Task StopAsync(CancellationToken cancellationToken) => await store.DisposeAsync().ConfigureAwait(false);
}
