using Genesys.Receiver.Client;
using Genesys.Tests.Admin;
using Genesys.Tests.Journal;

namespace Genesys.Tests.EndToEnd;

/// <summary>A job of 2,000 while its receiver is killed: each is done, and done once.</summary>
public sealed class JobCrashTests(PostgresCluster cluster) : IDisposable
{
    private const int Count = 2_000;
    private const string Key = "an-operators-long-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("job-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OnSqlite_AReceiverThatIsKilledInTheMiddle_GoesOnAfterItsRestart()
    {
        var journal = Path.Combine(_folder.FullName, "journal.db");
        await FillAsync(journal, "Sqlite");
        long id;
        using (var killed = await StartAsync(journal, []))
        {
            id = await BeginAsync(killed);
            await killed.KillAsync();
        }

        using var receiver = await StartAsync(journal, []);
        await AssertEachIsDoneOnceAsync(receiver, id);
    }

    [Fact]
    public async Task OnPostgres_AnotherReceiverGoesOn_AndTwoNeverWorkAtOneJob()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        var journal = await cluster.CreateDatabaseAsync();
        await FillAsync(journal, "Postgres");
        var settings = new Dictionary<string, string>
        {
            ["Journal__Provider"] = "Postgres",
            ["Journal__LeaseDuration"] = "00:00:03",
        };
        using var killed = await StartAsync(journal, settings);
        using var receiver = await StartAsync(journal, settings);
        var id = await BeginAsync(killed);
        await killed.KillAsync();

        await AssertEachIsDoneOnceAsync(receiver, id);
    }

    private static async Task FillAsync(string journal, string provider)
    {
        await using var app = await AdminApp.StartAsync(
            "Development", ("ConnectionStrings:journal", journal), ("Journal:Provider", provider));
        await DeadLetters.AddAsync(app.Journal, Enumerable.Range(0, Count).Select(i => $"event-{i}"));
    }

    // Genesys Cloud is away: what is put back stays open.
    private static Task<RunningReceiver> StartAsync(string journal, Dictionary<string, string> settings) =>
        RunningReceiver.StartAsync(
        journal,
        new(settings) { ["Admin__Operators__alice__ApiKey"] = Key, ["Admin__Operators__alice__Role"] = "operator" },
        Cancelled);

    private static async Task<long> BeginAsync(RunningReceiver receiver)
    {
        var client = Client(receiver);
        var request = new JobRequest
        {
            Action = JobAction.Replay,
            Filter = new DeliveryFilter(),
            RatePerSecond = 400,
            Reason = "The outage is over.",
        };
        await Eventually.IsTrue(
            async () => (await client.CountJobAsync(request, Cancelled)).Total == Count, "all are found");
        var job = await client.CreateJobAsync(request, Cancelled);
        // Soon after its beginning: a machine that halts for a while mustn't find it done.
        await Eventually.IsTrue(
            async () => (job = (await client.FindJobAsync(job.Id, Cancelled))!).Done > Count / 20,
            "the job is under way");
        Assert.Equal((JobState.Running, (long)Count), (job.State, job.Total));
        return job.Id;
    }

    private static async Task AssertEachIsDoneOnceAsync(RunningReceiver receiver, long id)
    {
        var client = Client(receiver);
        Job job = null!;
        await Eventually.IsTrue(
            async () =>
                (job = (await client.FindJobAsync(id, Cancelled))!).State is not (JobState.Freezing
                    or JobState.Running), "the job ends");

        Assert.Equal((JobState.Completed, (long)Count, (long)Count, 0L), (job.State, job.Total, job.Done, job.Failed));
        await Eventually.IsTrue(
            async () => await client.GetCountsAsync(Cancelled) is { OpenDeliveries: Count, DeadLetters: 0 },
            "the counts say so too");
    }

    private static ReceiverClient Client(RunningReceiver receiver) =>
        new(receiver.Client, ReceiverCredential.ApiKey(Key));
}
