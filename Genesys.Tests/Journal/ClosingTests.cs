using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Tests.Journal;

/// <summary>
/// A journal that is closed by the host and by the container at once: whoever waited for the one or the other may open
/// it again.
/// </summary>
public class ClosingTests(PostgresCluster cluster)
{
    [Fact]
    public async Task FileThatIsBeingClosed_IsWaitedForBySecondCaller_WhoCanOpenItThen()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        using var goOn = new ManualResetEventSlim();
        var work = journal.Writer.RunAsync(null, () => goOn.Wait(TimeSpan.FromMinutes(1)), Cancel);
        var first = journal.DisposeAsync();
        var second = journal.DisposeAsync();

        Assert.False(second.IsCompleted);
        goOn.Set();
        Assert.True(await work);
        await second;

        var next = await world.StartAsync();
        Assert.Null(next.LastState.Problem);
        await first;
    }

    [Fact]
    public async Task DatabaseThatIsBeingLeft_IsWaitedForBySecondCaller()
    {
        await using var world = await PostgresWorld.CreateAsync(cluster);
        var journal = await world.StartAsync();
        await using var blocker = new RowLock(world.ConnectionString);
        await blocker.TakeAsync("LOCK TABLE journal.deliveries IN ACCESS EXCLUSIVE MODE");
        var record = journal.RecordAsync(JournalRecords.ADelivery("1"), false, Cancel);
        await Eventually.IsTrue(() => blocker.SomeoneWaitsAsync(), "the record waits");
        var first = ((IAsyncDisposable)journal).DisposeAsync();
        var second = ((IAsyncDisposable)journal).DisposeAsync();

        Assert.False(second.IsCompleted);
        await blocker.ReleaseAsync();
        Assert.Equal(RecordStatus.Recorded, (await record).Status);
        await second;
        Assert.True(first.IsCompleted);
    }
}
