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

    private static int Recover(string from, string to) => CommandLine.Run(
        ["journal", "recover", from, to],
        new ReceiverHost(_ => { }, _ => { }),
        new CommandStreams(Stream.Null, TextWriter.Null, TextWriter.Null));
}
