using Genesys.Receiver.Journal;

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

    private protected static IHandOverJournal HandOvers(IJournal journal) => ((IJournalStore)journal).HandOvers;

    // A wait may end a moment before what it waited for can be leased, on a store that others write to.
    private protected static async Task<IReadOnlyList<LeasedDelivery>> LeaseOneAsync(IJournal journal)
    {
        while (true)
        {
            var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
            if (leased.Count > 0)
            {
                return leased;
            }

            await journal.WaitForDeliveriesAsync(Cancel);
        }
    }
}
