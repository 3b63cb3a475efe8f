using System.Text;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// What <c>journal recover</c> saves of a damaged file, beside the deliveries and anomalies: what operators did, and
/// the counts.
/// </summary>
public class RecoveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_the_audit_and_the_activity_are_saved()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await Admin.DeadLetters.AddAsync(journal, ["1", "2", "3"]);
        var ended = await JobSteps.RunAsync(
            journal, JobSteps.AJob(JobAction.Replay, asOf: world.Time.GetUtcNow()), [1, 2]);
        var begun = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Discard, asOf: world.Time.GetUtcNow()));
        await ((IJournalStore)journal).Jobs.LeaseAsync(10, Cancel);
        await ((IJournalStore)journal).Jobs.FreezeAsync(begun.Id, [3], null, true, Cancel);
        await ((IJournalStore)journal).Audit.WriteAsync(
            new AuditEntry
            {
                At = Start,
                By = "bob",
                Action = "read_clear",
                Subject = "delivery 1",
                Count = 1,
                Reason = "asked for",
            }, Cancel);
        await world.StopAsync(journal);
        var (audit, activity) = await ReadAsync(world, world.Path);
        await DamageAsync(world.Path);
        await Assert.ThrowsAsync<JournalCorruptException>(() => world.StartAsync());

        var saved = Path.Combine(world.Folder, "saved.db");
        Assert.Equal(0, Recover(world.Path, saved));

        var (savedAudit, savedActivity) = await ReadAsync(world, saved);
        Assert.Equal(["delivery 1", $"job {begun.Id}", $"job {ended.Id}"], audit.Select(entry => entry.Subject));
        Assert.Equal(audit, savedAudit);
        Assert.Equal(3, Assert.Single(activity).DeadLettered);
        Assert.Equal(activity, savedActivity);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        var jobs = (await ((IJournalStore)again).Jobs.ListAsync(10, null, Cancel)).Items;
        Assert.Equal(
            [(begun.Id, JobState.Failed, 0L, JobProblems.NotSaved), (ended.Id, JobState.Completed, 2L, null)],
            jobs.Select(job => (job.Id, job.State, job.Done, job.Problem)));
        Assert.Equal(ended, jobs[1]);
        Assert.Empty(await ((IJournalStore)again).Jobs.LeaseAsync(10, Cancel));
    }

    // Rows that were moved stand on the pages that they left until those are written again.
    [Fact]
    public async Task What_was_erased_or_discarded_stays_so()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await Admin.DeadLetters.AddAsync(journal, Ids(1, 50), conversation: "secret");
        await Admin.DeadLetters.AddAsync(journal, Ids(51, 100));
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), Keys(1, 50));
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Discard), Keys(51, 100));
        await world.StopAsync(journal);
        await DamageAsync(world.Path);

        var saved = Path.Combine(world.Folder, "saved.db");
        var output = new StringWriter();
        Assert.Equal(0, Recover(world.Path, saved, output));

        Assert.Contains(
            "0 open deliveries, 0 dead letters, 100 finished", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(saved, Cancel)), StringComparison.Ordinal);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        var state = await again.GetStateAsync(Cancel);
        Assert.Equal((0L, 0L), (state.OpenDeliveries, state.DeadLetters));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_replayed_is_open_until_it_ends(bool wasFinished, bool ends)
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync(options => options.PayloadRetention = TimeSpan.FromHours(1));
        foreach (var id in Ids(1, 100))
        {
            await (wasFinished ? Admin.DeadLetters.AddFinishedAsync(journal, id)
                : Admin.DeadLetters.AddAsync(journal, [id]));
        }

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Replay), Keys(1, 100));
        if (ends)
        {
            await journal.CompleteAsync(
                await journal.LeaseDeliveriesAsync(100, Cancel), AnAttempt(), TimeSpan.Zero, null, Cancel);
        }

        await world.StopAsync(journal);
        await DamageAsync(world.Path);
        var saved = Path.Combine(world.Folder, "saved.db");
        var output = new StringWriter();
        Assert.Equal(0, Recover(world.Path, saved, output));

        var (open, ended) = ends ? (0, 100) : (100, 0);
        Assert.Contains(
            $"{open} open deliveries, 0 dead letters, {ended} finished", output.ToString(), StringComparison.Ordinal);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        Assert.Equal(open, (await again.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task A_try_that_fails_leaves_nothing_that_keeps_the_next_from_it()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        var saved = Path.Combine(world.Folder, "saved.db");

        // Nothing can be written where the new file's log would be.
        var log = Directory.CreateDirectory(saved + "-wal");
        Assert.Equal(1, Recover(world.Path, saved));
        Assert.False(File.Exists(saved));

        log.Delete();
        Assert.Equal(0, Recover(world.Path, saved));
    }

    private static IEnumerable<string> Ids(int first, int last) => Keys(first, last).Select(key => $"{key}");

    private static List<long> Keys(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(key => (long)key)];

    private static async Task<(IReadOnlyList<AuditEntry> Audit, IReadOnlyList<ActivityMinute> Activity)> ReadAsync(
        SqliteWorld world, string path)
    {
        var journal = await world.StartAsync(options => options.ConnectionString = path);
        var audit = await ((IJournalStore)journal).Audit.FindAsync(new AuditFilter(), 10, null, Cancel);
        var activity = await ((IJournalStore)journal).Search.ActivityAsync(
            Start.AddHours(-1), Start.AddHours(1), Cancel);
        await world.StopAsync(journal);
        return (audit.Items, activity);
    }

    // The header: nothing leads to the pages any more.
    private static async Task DamageAsync(string path)
    {
        await using var file = File.OpenWrite(path);
        await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 100).ToArray(), Cancel);
    }

    private static int Recover(string from, string to, TextWriter? output = null) => CommandLine.Run(
        ["journal", "recover", from, to],
        new ReceiverHost(_ => { }, _ => { }),
        new CommandStreams(Stream.Null, output ?? TextWriter.Null, TextWriter.Null));
}
