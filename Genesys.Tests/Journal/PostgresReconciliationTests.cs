using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

/// <summary>Comparisons in a PostgreSQL database, which several receivers may share.</summary>
public class PostgresReconciliationTests(PostgresCluster cluster) : ReconciliationContract
{
    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);

    [Fact]
    public async Task A_window_is_one_receivers_until_its_lease_is_over()
    {
        var one = await World.StartAsync();
        await using var world = new PostgresWorld(((PostgresWorld)World).ConnectionString);
        var other = await world.StartAsync();
        var window = await FirstAsync(one);
        world.Time.Advance(TimeSpan.FromHours(1.5));

        Assert.Null(
            await Of(other).TakeAsync(world.Time.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), Cancel));
        Assert.False(await Of(other).RenewAsync(window.Id, Cancel));
        Assert.False(await Of(other).KeepAsync(window with { Missing = 9, DueAt = null }, [], [], Cancel));
        Assert.Equal(0, (await Of(one).FindAsync(window.Id, Cancel))!.Missing);
        world.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(
            window.Id,
            (await Of(other)
                .TakeAsync(world.Time.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), Cancel))!.Id);
    }

    [Fact]
    public async Task A_window_that_is_renewed_stays_one_receivers_also_for_one_whose_clock_is_behind()
    {
        var one = await World.StartAsync();
        await using var world = new PostgresWorld(((PostgresWorld)World).ConnectionString);
        var other = await world.StartAsync();
        var window = await FirstAsync(one);
        world.Time.Advance(TimeSpan.FromHours(1.5) - TimeSpan.FromSeconds(30));
        Assert.Null(await TakeAsync());

        World.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.True(await Of(one).RenewAsync(window.Id, Cancel));
        world.Time.Advance(TimeSpan.FromMinutes(70));
        Assert.NotEqual(window.Id, (await TakeAsync())!.Id);
        Assert.True(await Of(one).KeepAsync(window with { Missing = 1, DueAt = null }, [], [], Cancel));

        ValueTask<ReconciliationWindow?> TakeAsync() =>
            Of(other).TakeAsync(world.Time.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), Cancel);
    }
}
