namespace Genesys.Receiver.Journal;

/// <summary>
/// Opens the journal before anything that needs it starts, and closes it after everything has stopped.
/// </summary>
internal sealed class JournalService(IJournalStore store, IHostApplicationLifetime lifetime) : IHostedService
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Before any service is asked to stop: those that drain wait for the journal, and the host for them.
        _stopping = lifetime.ApplicationStopping.Register(store.BeginStop);
        return store.StartAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync();
        await store.DisposeAsync();
    }
}
