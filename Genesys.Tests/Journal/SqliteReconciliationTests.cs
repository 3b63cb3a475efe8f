using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Comparisons in a SQLite file.</summary>
public class SqliteReconciliationTests : ReconciliationContract
{
    private protected override Task<IJournalWorld> CreateWorldAsync() =>
        Task.FromResult<IJournalWorld>(new SqliteWorld());

    [Fact]
    public async Task Hours_that_a_clock_has_leapt_over_are_compared_when_it_is_right_again()
    {
        var journal = await World.StartAsync();
        await TakeAllAsync(journal);
        World.Time.Advance(TimeSpan.FromMinutes(170));
        var before = await TakeAllAsync(journal);

        World.Time.Step(TimeSpan.FromHours(10));
        var ahead = await TakeAllAsync(journal);
        World.Time.Step(TimeSpan.FromHours(-10));
        Assert.Empty(await TakeAllAsync(journal));
        World.Time.Advance(TimeSpan.FromHours(12));
        var after = await TakeAllAsync(journal);

        Assert.Equal([Start, Start.AddHours(1)], before.Select(window => window.From));
        Assert.Equal(Enumerable.Range(2, 10).Select(hour => Start.AddHours(hour)), ahead.Select(window => window.From));
        Assert.Equal(Enumerable.Range(2, 12).Select(hour => Start.AddHours(hour)), after.Select(window => window.From));
        Assert.All(after, window => Assert.Equal((0, window.To.AddMinutes(30)), (window.Checks, window.DueAt)));
    }

    [Fact]
    public async Task What_a_clock_that_was_ahead_said_of_windows_that_were_not_over_is_forgotten()
    {
        var journal = await World.StartAsync();
        await TakeAllAsync(journal);
        World.Time.Advance(TimeSpan.FromMinutes(80));
        World.Time.Step(TimeSpan.FromHours(10));
        var compared = (await TakeAsync(journal))!;
        await Of(journal).KeepAsync(
            compared with { CheckedAt = World.Time.GetUtcNow(), DueAt = null, Checks = 1, Missing = 1 },
            [Missing("a")], [], Cancel);
        var failed = (await TakeAsync(journal))!;
        await Of(journal).KeepAsync(
            failed with { DueAt = World.Time.GetUtcNow().AddMinutes(5), Problem = "away" }, [], [], Cancel);
        World.Time.Step(TimeSpan.FromHours(-10));
        Assert.Null(await TakeAsync(journal));

        var again = (await Of(journal).FindAsync(compared.Id, Cancel))!;
        Assert.Equal((0, 0, compared.To.AddMinutes(30)), (again.Missing, again.Checks, again.DueAt));
        Assert.Empty((await Of(journal).ConversationsAsync(compared.Id, null, 10, null, Cancel)).Items);
        Assert.Equal(failed.To.AddMinutes(30), (await Of(journal).FindAsync(failed.Id, Cancel))!.DueAt);
    }

    [Fact]
    public async Task A_window_that_was_over_and_was_compared_by_a_clock_that_was_ahead_keeps_what_was_found()
    {
        var journal = await World.StartAsync();
        await TakeAllAsync(journal);
        World.Time.Advance(TimeSpan.FromMinutes(100));
        World.Time.Step(TimeSpan.FromHours(10));
        var window = (await TakeAsync(journal))!;
        await Of(journal).KeepAsync(
            window with
            {
                CheckedAt = World.Time.GetUtcNow(),
                DueAt = World.Time.GetUtcNow().AddMinutes(30),
                Checks = 1,
                Missing = 1,
            },
            [Missing("a")], [], Cancel);
        World.Time.Step(TimeSpan.FromHours(-10));

        var again = (await TakeAsync(journal))!;
        Assert.Equal((window.Id, 1, 1), (again.Id, again.Checks, again.Missing));
    }
}
