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
        await Of(other).KeepAsync(window with { Missing = 9, DueAt = null }, [], [], Cancel);
        Assert.Equal(0, (await Of(one).FindAsync(window.Id, Cancel))!.Missing);
        world.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(
            window.Id,
            (await Of(other)
                .TakeAsync(world.Time.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), Cancel))!.Id);
    }
}
