using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Hand-overs in a SQLite file.</summary>
public class SqliteHandOverTests : HandOverContract
{
    // What must hold of any file at any commit; each says how often it doesn't.
    private static readonly string[] Wrongs =
    [
        "SELECT count(*) FROM payloads p WHERE NOT EXISTS (SELECT 1 FROM hand_overs h WHERE h.delivery = p.id AND h.state IN (0, 2))",
        "SELECT count(*) FROM contents c WHERE NOT EXISTS (SELECT 1 FROM hand_overs h WHERE h.content = c.id)",
        "SELECT count(*) FROM hand_overs h WHERE content IS NOT NULL AND content NOT IN (SELECT id FROM contents)",
        """
        SELECT count(*) FROM hand_overs h WHERE state IN (0, 2)
        AND delivery NOT IN (SELECT id FROM payloads UNION ALL SELECT id FROM deliveries UNION ALL SELECT id FROM dead_letters)
        """,
        "SELECT count(*) FROM payloads WHERE id IN (SELECT id FROM deliveries)",
        """
        SELECT count(*) FROM destinations d WHERE waiting <> (SELECT count(*) FROM hand_overs h WHERE h.destination = d.id AND h.state = 0)
            + (SELECT count(*) FROM finished WHERE instr(hand_overs, ',' || d.id || ',') > 0)
        OR dead_letters <> (SELECT count(*) FROM hand_overs h WHERE h.destination = d.id AND h.state = 2)
        """,
        """
        SELECT count(*) FROM hand_over_totals WHERE bytes <>
        (SELECT coalesce(sum(length(record)), 0) FROM payloads) + (SELECT coalesce(sum(length(record)), 0) FROM contents)
        + (SELECT coalesce(sum(length(record)), 0) FROM finished WHERE hand_overs IS NOT NULL)
        """,
        "SELECT count(*) FROM finished WHERE hand_overs IS NOT NULL AND id IN (SELECT delivery FROM hand_overs)",
    ];

    private readonly SqliteWorld _sqlite;

    public SqliteHandOverTests()
        : this(null)
    {
    }

    /// <param name="deferFrom">How many wait before those that get their rows later; null for the usual.</param>
    private protected SqliteHandOverTests(long? deferFrom) => _sqlite = new() { DeferHandOversFrom = deferFrom };

    private protected SqliteWorld Sqlite => _sqlite;

    private protected override Task<IJournalWorld> CreateWorldAsync() => Task.FromResult<IJournalWorld>(_sqlite);

    [Fact]
    public async Task FileOfAnyMoment_HoldsEachPayloadOnce_AndNoneThatNobodyNeeds()
    {
        var journal = await World.StartAsync();
        var writer = ((SqliteJournal)journal).Writer;
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(
            RecordAsync(journal, stop.Token), FinishAsync(journal, stop.Token),
            HandOverAsync(journal, "crm", stop.Token), HandOverAsync(journal, "lake", stop.Token));
        var copies = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            // Within a transaction that isn't committed: what a process that dies here leaves behind.
            var copy = Path.Combine(_sqlite.Folder, $"copy-{i}.db");
            await writer.RunAsync(
                () =>
                {
                    File.Copy(_sqlite.Path, copy);
                    File.Copy(_sqlite.Path + "-wal", copy + "-wal");
                },
                () => true,
                Cancel);
            copies.Add(copy);
        }

        await stop.CancelAsync();
        await load;
        await World.StopAsync(journal);
        foreach (var copy in copies)
        {
            await IsRightAsync(copy);
        }

        await IsRightAsync(_sqlite.Path);
    }

    [Fact]
    public async Task HandOverThatFallsDueWhileItIsLookedFor_WakesWhoWaits()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        for (var reading = 1; reading <= 40; reading++)
        {
            var due = World.Time.GetUtcNow().AddMilliseconds(10);
            await HandOvers(journal).RescheduleHandOversAsync(
                [Assert.Single(await LeaseAsync(journal, "crm"))], AnAttempt("timeout", 0), due, Cancel);
            await HandOvers(journal).RescheduleHandOversAsync(
                [Assert.Single(await LeaseAsync(journal, "lake"))], AnAttempt("timeout", 0), due.AddMilliseconds(1),
                Cancel);
            var first = HandOvers(journal).WaitForHandOversAsync("crm", Cancel).AsTask();
            var waiting = HandOvers(journal).WaitForHandOversAsync("lake", Cancel).AsTask();
            Assert.False(waiting.IsCompleted);

            World.Time.SlipAt(reading);
            World.Time.Advance(TimeSpan.FromMilliseconds(10));

            // That look is over before the clock goes on.
            await first;
            await ((SqliteJournal)journal).Writer.RunAsync(null, () => true, Cancel);
            await Eventually.IsTrue(
                () => waiting.IsCompleted, "it is told of", () => World.Time.Advance(TimeSpan.FromMilliseconds(1)),
                limitSeconds: 20, told: () => $"The clock went on at its reading {reading}.");
        }
    }

    [Fact]
    public async Task DamagedFile_HandOversAreSaved()
    {
        var journal = await World.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await journal.RecordAsync(ADelivery($"{i}") with { HandOvers = ["crm"] }, false, Cancel);
        }

        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(20, Cancel), AnAttempt(), TimeSpan.Zero, HandedTo("lake"), Cancel);
        await HandOvers(journal).CompleteHandOversAsync(await LeaseAsync(journal, "crm", 5), AnAttempt(), Cancel);
        await World.StopAsync(journal);
        var saved = Path.Combine(_sqlite.Folder, "saved.db");
        var errors = new StringWriter();

        Assert.Equal(0, RecoveryTests.Recover(_sqlite.Path, saved, errors: errors));

        await IsRightAsync(saved);
        var again = await World.StartAsync(options => options.ConnectionString = saved);
        Assert.Equal(
            Enumerable.Range(5, 45).Select(i => $"{i}"),
            (await LeaseAsync(again, "crm")).Select(one => one.Record.Delivery.EventId));
        Assert.All(await LeaseAsync(again, "lake"), one => Assert.NotNull(one.Content));
        Assert.Equal(20, (await StateAsync(again, "lake")).Waiting);
    }

    private static async Task RecordAsync(IJournal journal, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var record = i % 3 == 0 ? WithoutConversation($"{i}") : ADelivery($"{i}", $"c{i % 10}");
            await journal.RecordAsync(record with { HandOvers = i % 2 == 0 ? ["crm", "lake"] : [] }, false, Cancel);
        }
    }

    private static async Task FinishAsync(IJournal journal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var leased = await journal.LeaseDeliveriesAsync(5, Cancel);
            foreach (var failed in leased.Take(1))
            {
                await journal.DeadLetterAsync(
                    failed, AnAttempt("gone", 410), AnAnomaly("r"), new NewHandOvers { DestinationsOf = _ => ["crm"] },
                    Cancel);
            }

            await journal.CompleteAsync(
                [.. leased.Skip(1)], AnAttempt(), TimeSpan.Zero, HandedTo("crm", "lake"), Cancel);
            await Task.Yield();
        }
    }

    private static async Task HandOverAsync(IJournal journal, string destination, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var leased = await LeaseAsync(journal, destination, 5);
            foreach (var failed in leased.Take(i % 2))
            {
                await HandOvers(journal).DeadLetterHandOverAsync(failed, AnAttempt("refused", 400), "refused", Cancel);
            }

            await HandOvers(journal).CompleteHandOversAsync([.. leased.Skip(i % 2)], AnAttempt(), Cancel);
            await Task.Yield();
        }
    }

    private protected static async Task IsRightAsync(string path)
    {
        foreach (var wrong in Wrongs)
        {
            Assert.True((long)(await SqliteWorld.RunAsync(path, wrong))! == 0, $"{Path.GetFileName(path)}: {wrong}");
        }
    }
}
