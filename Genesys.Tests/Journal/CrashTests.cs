using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Genesys.Receiver.Client;

namespace Genesys.Tests.Journal;

/// <summary>Load, and a kill -9 at a moment that nobody chose: what was answered is there at the next start.</summary>
public class CrashTests(PostgresCluster cluster)
{
    private const int Rounds = 3;
    private const int Callers = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnSqlite_NothingThatWasAnsweredIsLost()
    {
        var folder = Directory.CreateTempSubdirectory("crash-");
        await RunAsync(Path.Combine(folder.FullName, "journal.db"), "Sqlite");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task OnPostgres_NothingThatWasAnsweredIsLost()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        await RunAsync(await cluster.CreateDatabaseAsync(), "Postgres");
    }

    private static async Task RunAsync(string journal, string provider)
    {
        var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Journal__Provider"] = provider };
        var accepted = new ConcurrentDictionary<string, bool>();
        var rejected = new ConcurrentDictionary<string, bool>();
        for (var round = 0; round < Rounds; round++)
        {
            using var receiver = await RunningReceiver.StartAsync(journal, settings, Cancel);
            var load = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => LoadAsync(receiver, accepted, rejected)));

            // The kill comes after a random number of answers, so that each round has some.
            var enough = accepted.Count + Random.Shared.Next(20, 300);
            await Eventually.IsTrue(() => accepted.Count >= enough, "answers\n" + receiver.Output);
            await receiver.KillAsync();
            await load;
        }

        using var last = await RunningReceiver.StartAsync(journal, settings, Cancel);
        foreach (var id in accepted.Keys)
        {
            using var answer = await last.TrySendAsync(Event(id), Cancel);
            Assert.Equal(HttpStatusCode.OK, answer!.StatusCode);
            var status = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("status").GetString();
            Assert.True(status == "duplicate", $"An event that was accepted is not known: {status}.");
        }

        // A search finds what was recorded a moment later.
        Assert.NotEmpty(rejected);
        await Eventually.IsTrue(
            async () => (await WaitingAnomaliesAsync(last)).IsSupersetOf(rejected.Keys), "every rejected one has its anomaly");
    }

    private static async Task LoadAsync(RunningReceiver receiver, ConcurrentDictionary<string, bool> accepted, ConcurrentDictionary<string, bool> rejected)
    {
        while (true)
        {
            var id = Guid.NewGuid().ToString();
            using var answer = await receiver.TrySendAsync(Event(id), Cancel);
            using var refusal = await receiver.TrySendAsync(new AnEvent().Without("account").ToString(), Cancel);
            if (answer?.StatusCode == HttpStatusCode.OK)
            {
                accepted[id] = true;
            }

            if (refusal?.StatusCode == HttpStatusCode.BadRequest)
            {
                rejected[refusal.Headers.GetValues("X-Request-Id").First()] = true;
            }

            if (answer is null || refusal is null)
            {
                return;
            }
        }
    }

    // CloudWatch is away in these tests: every anomaly still waits.
    private static async Task<HashSet<string>> WaitingAnomaliesAsync(RunningReceiver receiver)
    {
        var found = new HashSet<string>();
        var client = new ReceiverClient(receiver.Client);
        await foreach (var anomaly in client.ReadAnomaliesAsync(new AnomalyFilter { State = AnomalyState.Waiting }, Cancel))
        {
            found.Add(anomaly.RequestId);
        }

        return found;
    }

    // Half of them are open when the kill comes, half are finished.
    private static string Event(string id) =>
        (id[0] % 2 == 0 ? new AnEvent().WithId(id) : new AnEvent().WithId(id).WithoutConversation()).ToString();
}
