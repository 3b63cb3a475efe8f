using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What every journal keeps, whatever it is kept in.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private IJournalWorld? _world;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task RecordedDelivery_ComesBackAsItWas()
    {
        var journal = await World.StartAsync();
        var record = ADelivery("1", "c1", replay: "archive");

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(record, false, Cancel)).Status);

        var leased = Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel));
        Assert.Equal(record with { Delivery = leased.Record.Delivery }, leased.Record);
        Assert.Equal(
            record.Delivery with { Payload = default },
            leased.Record.Delivery with { Payload = default, Drift = record.Delivery.Drift });
        Assert.Equal(record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        Assert.Equal(0, leased.Rounds);
        Assert.Null(leased.FirstRoundAt);
    }
}
