using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Genesys.MockGenesys;
using Genesys.Tests.Journal;

namespace Genesys.Tests.EndToEnd;

/// <summary>Two receivers on one PostgreSQL: each event is handed over once, whichever of them it came to.</summary>
public sealed class SharedJournalTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Events = 400;
    private const int Senders = 8;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shared-");
    private MockGenesysApp _genesys = null!;

    public async ValueTask InitializeAsync() =>
        _genesys = await MockGenesysApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Mock:ClientId"] = "client",
                ["Mock:ClientSecret"] = "secret",
                ["Mock:RequestsPerMinute"] = "1000000",
                ["Mock:SlowShare"] = "0.2",
                ["Mock:SlowFrom"] = "00:00:00.02",
                ["Mock:SlowTo"] = "00:00:00.1",
                ["Mock:TooManyRequestsShare"] = "0",
                ["Mock:UnavailableShare"] = "0.05",
            },
            cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        await _genesys.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task EventsSentToBoth_AreHandedOverOnce()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        var journal = await cluster.CreateDatabaseAsync();
        using var one = await StartAsync(journal, 1);
        using var other = await StartAsync(journal, 2);
        RunningReceiver[] receivers = [one, other];
        var words = new ConcurrentBag<string>();

        // Every event comes to both at the same time, and several are of one conversation.
        await Parallel.ForAsync(
            0, Events, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Cancel },
            async (i, _) =>
        {
            var body = new AnEvent().WithId($"event-{i}")
                .WithData("conversation_id", $"{1 + (i % 150):x8}-1111-4222-8333-444455556666").ToString();
            foreach (var word in await Task.WhenAll(receivers.Select(receiver => SendAsync(receiver, body))))
            {
                words.Add(word);
            }
        });

        Assert.Equal(Events, words.Count(word => word == "accepted"));
        Assert.Equal(Events, words.Count(word => word == "duplicate"));
        await Eventually.IsTrue(
            () => HandedOver().Distinct().Count() == Events, "every event handed over", limitSeconds: 120);
        Assert.Equal(Events, HandedOver().Count);
    }

    private static async Task<string> SendAsync(RunningReceiver receiver, string body)
    {
        using var answer = await receiver.TrySendAsync(body, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer!.StatusCode);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancel));
        return document.RootElement.GetProperty("status").GetString()!;
    }

    private Task<RunningReceiver> StartAsync(string journal, int number) => RunningReceiver.StartAsync(
        journal,
        new()
        {
            ["Journal__Provider"] = "Postgres",
            ["GENESYS_API_BASE"] = _genesys.Address.AbsoluteUri,
            ["GENESYS_LOGIN_BASE"] = _genesys.Address.AbsoluteUri,
            ["Genesys__SinkFile"] = Path.Combine(_folder.FullName, $"conversations-{number}.ndjson"),
            ["Processing__BaseDelay"] = "00:00:00.05",
            ["Processing__MaxJitter"] = "00:00:00.05",
        },
        Cancel);

    private List<string> HandedOver() => EventLines.IdsOf(_folder, "conversations");
}
