using System.Data.Common;
using Genesys.Receiver.Client;
using Genesys.Tests.Admin;
using Genesys.Tests.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Genesys.Tests.EndToEnd;

/// <summary>A job of 2,000 while its receiver is killed: each is done, and done once.</summary>
public sealed class JobCrashTests(PostgresCluster cluster) : IDisposable
{
    private const int Count = 2_000;
    private const string Key = "an-operators-long-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("job-");

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

        await HastenAsync(new SqliteConnection($"Data Source={journal};Pooling=false"), "jobs");
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

        await HastenAsync(new NpgsqlConnection(journal + ";Pooling=false"), "journal.jobs");
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
        Cancel);

    private static async Task<long> BeginAsync(RunningReceiver receiver)
    {
        var client = Client(receiver);
        var request = new JobRequest
        {
            Action = JobAction.Replay,
            Filter = new DeliveryFilter(),
            // It would take 50 s: a machine that halts for a while mustn't find it done.
            RatePerSecond = 40,
            Reason = "The outage is over.",
        };
        await Eventually.IsTrue(
            async () => (await client.CountJobAsync(request, Cancel)).Total == Count, "all are found");
        var job = await client.CreateJobAsync(request, Cancel);
        await Eventually.IsTrue(
            async () => (job = (await client.FindJobAsync(job.Id, Cancel))!).Done > Count / 50,
            "the job is under way");
        Assert.Equal((JobState.Running, (long)Count), (job.State, job.Total));
        return job.Id;
    }

    // Whoever goes on with it reads its rate anew; who has begun by then needs the 50 s.
    private static async Task HastenAsync(DbConnection connection, string jobs)
    {
        await using var _ = connection;
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {jobs} SET rate = 2000";
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task AssertEachIsDoneOnceAsync(RunningReceiver receiver, long id)
    {
        var client = Client(receiver);
        Job job = null!;
        await Eventually.IsTrue(
            async () =>
                (job = (await client.FindJobAsync(id, Cancel))!).State is not (JobState.Freezing
                    or JobState.Running), "the job ends");

        Assert.Equal((JobState.Completed, (long)Count, (long)Count, 0L), (job.State, job.Total, job.Done, job.Failed));
        await Eventually.IsTrue(
            async () => await client.GetCountsAsync(Cancel) is { OpenDeliveries: Count, DeadLetters: 0 },
            "the counts say so too");
    }

    private static ReceiverClient Client(RunningReceiver receiver) =>
        new(receiver.Client, ReceiverCredential.ApiKey(Key));
}
