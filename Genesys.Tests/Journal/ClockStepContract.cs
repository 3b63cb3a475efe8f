using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What a step of the system's clock does to what waits: nothing.</summary>
public abstract class ClockStepContract : StoreContract
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(400)]
    public async Task ClockThatStepsWhileADeliveryWaits_ChangesNothingOfItsWait(int days)
    {
        var journal = await World.StartAsync();
        await RescheduleAsync(journal, TimeSpan.FromMinutes(5));

        World.Time.Step(TimeSpan.FromDays(days));
        World.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        World.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(await LeaseAsync(journal));
    }

    [Fact]
    public async Task WaitThatBeganWhileTheClockWasAhead_IsAsLongAsItWas()
    {
        var journal = await World.StartAsync();
        World.Time.Step(TimeSpan.FromDays(1));
        await RescheduleAsync(journal, TimeSpan.FromMinutes(1));
        World.Time.Step(TimeSpan.FromDays(-1));

        World.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(await LeaseAsync(journal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task ClockThatStepsWhileALeaseIsHeld_NeitherEndsNorProlongsIt(int days)
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);

        World.Time.Step(TimeSpan.FromDays(days));
        World.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        Assert.Equal([lease[0].Key], await journal.RenewAsync(lease, Cancel));
        World.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Single(await LeaseAsync(journal));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task ClockThatSteps_MakesNoEventNew(int days)
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);

        World.Time.Step(TimeSpan.FromDays(days));

        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Fact]
    public async Task WaitThatIsLongerThanAny_IsCutToTheLongest()
    {
        var journal = await World.StartAsync();
        await RescheduleAsync(journal, TimeSpan.FromDays(1));

        World.Time.Advance(JournalClock.LongestWait);

        Assert.Single(await LeaseAsync(journal));
    }

    [Fact]
    public async Task MomentThatAClockADayAheadHasStored_IsDueWithinAMinute()
    {
        var journal = await World.StartAsync();
        await RescheduleAsync(journal, TimeSpan.FromMinutes(1));
        await World.StopAsync(journal);
        await ExecuteAsync("UPDATE {deliveries} SET due = due + 86400000");

        journal = await World.StartAsync();
        World.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(await LeaseAsync(journal));
    }

    [Fact]
    public async Task ClockThatIsAheadForAWhile_DiscardsNoDeadLetter_AndTellsOfNoneThatIsAboutToBe()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.DeadLetterAsync(
            (await LeaseAsync(journal))[0], AnAttempt("gone", 410), AnAnomaly("a", AnomalyKind.DownstreamFailure), null,
            Cancel);
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        World.Time.Step(TimeSpan.FromDays(40));
        World.Time.Advance(TimeSpan.FromHours(49));
        await ((IJournalStore)journal).Administration.TellExpiringAsync(
            World.Time.GetUtcNow().AddDays(-29), _ => throw new InvalidOperationException("None is."), [], Cancel);

        // What is removed with it has gone.
        await Eventually.IsTrue(
            async () => await World.CountAsync("finished") == 0, "retention has worked",
            () => World.Time.Advance(TimeSpan.FromSeconds(10)));
        await journal.RecordAsync(ADelivery("3"), false, Cancel);

        Assert.Equal(1, (await journal.GetStateAsync(Cancel)).DeadLetters);
        Assert.Equal(1, await World.CountAsync("dead_letters"));
        Assert.Equal(0, await World.CountAsync($"expiry WHERE told > {Start.ToUnixTimeMilliseconds()}"));
    }

    [Fact]
    public async Task ClockThatIsAheadForAWhile_MakesNoHandOverTooOld()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        World.Time.Step(TimeSpan.FromHours(10));

        Assert.Equal((0, 0), await ExpireAsync());
        World.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal((1, 1), await ExpireAsync());

        ValueTask<(int, int)> ExpireAsync() => ((IJournalStore)journal).HandOvers.ExpireHandOversAsync(
            "crm", World.Time.GetUtcNow().AddHours(-1), 10, Cancel);
    }

    /// <summary>Runs a statement on the store itself; <c>{deliveries}</c> is the table's name.</summary>
    protected abstract Task ExecuteAsync(string sql);

    private async Task RescheduleAsync(IJournal journal, TimeSpan wait)
    {
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.RescheduleAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt("timeout", 0), World.Time.GetUtcNow() + wait,
            Cancel);
    }

    // Housekeeping and timers run beside; what they make due is leased a moment later.
    private static async Task<IReadOnlyList<LeasedDelivery>> LeaseAsync(IJournal journal)
    {
        IReadOnlyList<LeasedDelivery> leased = [];
        await Eventually.IsTrue(
            async () => (leased = await journal.LeaseDeliveriesAsync(1, Cancel)).Count > 0, "it is due");
        return leased;
    }
}
