using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Tests.Destinations;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.Journal;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// The promise of the destinations: receivers are killed under load while a consumer fails one call in ten and its
/// neighbour is dead; afterwards the consumer has each event that was answered 200, as it was sent, under one id.
/// </summary>
public sealed class HandOverTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const int Kills = 2;
    private const int AnswersBetweenKills = 120;
    private const int Senders = 6;
    private const string Wanted = "genesys.cloud.conversation.updated";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hand-over-");
    private readonly ConcurrentDictionary<string, string> _sent = new();
    private readonly ConcurrentBag<(string Id, JsonElement Data)> _taken = [];
    private readonly ConcurrentBag<string> _wrong = [];
    private StubGenesys _genesys = null!;
    private AConsumer _consumer = null!;
    private int _calls;

    public async ValueTask InitializeAsync()
    {
        _genesys = await StubGenesys.StartAsync();
        _genesys.OnConversation = context => StubGenesys.Json(
            context, 200, $$"""{"id":"{{context.Request.Path.Value!.Split('/')[^1]}}"}""");
        _consumer = await AConsumer.StartAsync();
        _consumer.OnCall = TakeAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _genesys.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task OnSqlite_ConsumerHasEverything_ThroughKillsAndItsOwnFailures() =>
        KillAsync(Path.Combine(_folder.FullName, "journal.db"), [], receivers: 1);

    [Fact]
    public async Task OnPostgres_TwoReceivers_ConsumerHasEverything_ThroughKillsAndItsOwnFailures()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");

        // What a killed receiver held is free when its leases end.
        await KillAsync(
            await cluster.CreateDatabaseAsync(),
            new() { ["Journal__Provider"] = "Postgres", ["Journal__LeaseDuration"] = "00:00:03" },
            receivers: 2);
    }

    private async Task KillAsync(string journal, Dictionary<string, string> settings, int receivers)
    {
        var accepted = new ConcurrentDictionary<string, bool>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var running = await StartAsync(journal, settings, receivers);
            var until = accepted.Count + AnswersBetweenKills;
            try
            {
                var load = new Load(
                    running,
                    [
                        .. Enumerable.Range(0, Senders)
                            .Select(sender => SendUntilGoneAsync(running[sender % receivers], accepted)),
                    ]);
                await load.UntilAsync(() => accepted.Count >= until, $"{AnswersBetweenKills} answers");
                await load.KillAsync();
            }
            finally
            {
                running.ForEach(receiver => receiver.Dispose());
            }
        }

        var last = await StartAsync(journal, settings, receivers);
        var wanted = accepted.Where(pair => pair.Value).Select(pair => pair.Key).ToHashSet();
        try
        {
            await last[0].UntilAsync(
                () => wanted.IsSubsetOf(_taken.Select(one => EventId(one.Data))), "the consumer has every event");
        }
        finally
        {
            last.ForEach(receiver => receiver.Dispose());
        }

        Assert.Empty(_wrong);
        Assert.All(_taken, one =>
        {
            Assert.Equal(_sent[EventId(one.Data)], one.Data.GetProperty("event").GetRawText());
            Assert.Equal(Wanted, one.Data.GetProperty("event").GetProperty("event_type").GetString());
            var conversation = one.Data.GetProperty("event").GetProperty("data").GetProperty("conversation_id")
                .GetString();
            Assert.Equal(conversation, one.Data.GetProperty("conversation").GetProperty("id").GetString());
        });
        Assert.All(
            _taken.GroupBy(one => EventId(one.Data), one => one.Id),
            ids => Assert.Equal(ids.Key, Assert.Single(ids.Distinct())));
        Assert.Contains(accepted.Values, isWanted => !isWanted);
    }

    private async Task<List<RunningReceiver>> StartAsync(
        string journal, Dictionary<string, string> settings, int receivers)
    {
        var all = new Dictionary<string, string>(settings)
        {
            ["GENESYS_API_BASE"] = _genesys.Address,
            ["GENESYS_LOGIN_BASE"] = _genesys.Address,
            ["Genesys__RequestsPerMinute"] = "1000000",
            ["Processing__BaseDelay"] = "00:00:00.05",
            ["Processing__MaxJitter"] = "00:00:00.05",
            ["Destinations__crm__Type"] = "Webhook",
            ["Destinations__crm__Url"] = _consumer.Address,
            ["Destinations__crm__Secrets__0"] = Secret,
            ["Destinations__crm__Topics__0"] = "genesys.cloud.conversation.u*",
            ["Destinations__crm__BaseDelay"] = "00:00:00.05",
            ["Destinations__dead__Type"] = "Webhook",
            ["Destinations__dead__Url"] = ReceiverApp.Nowhere,
        };
        return [.. await Task.WhenAll(
            Enumerable.Range(0, receivers).Select(_ => RunningReceiver.StartAsync(journal, all, Cancel)))];
    }

    private async Task SendUntilGoneAsync(RunningReceiver receiver, ConcurrentDictionary<string, bool> accepted)
    {
        for (var i = 0; ; i++)
        {
            var isWanted = i % 4 != 3;
            var sent = new AnEvent().WithData("conversation_id", Guid.NewGuid().ToString())
                .With("event_type", isWanted ? Wanted : "genesys.cloud.conversation.created");
            _sent[sent.Id] = sent.ToString();
            using var answer = await receiver.TrySendAsync(sent.ToString(), Cancel);
            if (answer is null)
            {
                return;
            }

            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // The sender keeps the event, as when a busy machine's database doesn't answer for a while.
                continue;
            }

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            accepted[sent.Id] = isWanted;
        }
    }

    private Task TakeAsync(HttpContext context)
    {
        var call = AConsumer.Of(context);
        var body = Encoding.UTF8.GetString(call.Body);
        try
        {
            new StandardWebhook(Secret).Verify(body, call.Headers);
        }
        catch (StandardWebhooks.Diagnostics.WebhookVerificationException exception)
        {
            _wrong.Add(exception.Message);
        }

        if (Interlocked.Increment(ref _calls) % 10 == 0)
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }

        var taken = JsonElement.Parse(body);
        if (taken.GetProperty("id").GetString() != call.Headers["webhook-id"])
        {
            _wrong.Add("webhook-id");
        }

        _taken.Add((taken.GetProperty("id").GetString()!, taken.GetProperty("data")));
        return Task.CompletedTask;
    }

    private static string EventId(JsonElement data) => data.GetProperty("event").GetProperty("id").GetString()!;
}
