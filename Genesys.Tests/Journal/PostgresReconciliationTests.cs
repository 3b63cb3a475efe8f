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

    [Fact]
    public async Task Windows_that_a_clock_which_was_ahead_has_made_and_compared_are_compared_in_their_time()
    {
        var journal = await World.StartAsync();
        await TakeAllAsync(journal);
        World.Time.Advance(TimeSpan.FromMinutes(110));
        await TakeAllAsync(journal);
        var windows = (await Of(journal).ListAsync(10, null, Cancel)).Items;
        await ((PostgresWorld)World).ExecuteAsync($"""
            UPDATE journal.reconciliation_windows SET checked = ends + 36000000, checks = 1, missing = 1, due = NULL WHERE id = {windows[0].Id};
            INSERT INTO journal.reconciliation_conversations (win, conversation, result, started) VALUES ({windows[0].Id}, 'a', 1, 0);
            INSERT INTO journal.reconciliation_windows (begins, ends, due, checked)
            SELECT ends + n * 3600000, ends + (n + 1) * 3600000, NULL, ends + 36000000
            FROM journal.reconciliation_windows, generate_series(0, 9) AS n WHERE id = {windows[0].Id}
            """);
        Assert.Equal(windows.Count + 10, (await Of(journal).ListAsync(50, null, Cancel)).Items.Count);
        await TakeAllAsync(journal);
        var first = (await Of(journal).FindAsync(windows[0].Id, Cancel))!;

        World.Time.Advance(TimeSpan.FromHours(5));
        var compared = await TakeAllAsync(journal);

        Assert.Equal((0, 0, first.To.AddMinutes(30)), (first.Missing, first.Checks, first.DueAt));
        Assert.Empty((await Of(journal).ConversationsAsync(first.Id, null, 10, null, Cancel)).Items);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(hour => first.From.AddHours(hour)), compared.Select(window => window.From));
    }
}
