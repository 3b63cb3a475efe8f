namespace Genesys.Tests.Journal;

/// <summary>Tests that run on every kind of store.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private IJournalWorld? _world;

    private protected IJournalWorld World => _world!;

    public async ValueTask InitializeAsync() => _world = await CreateWorldAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    private protected abstract Task<IJournalWorld> CreateWorldAsync();
}
