using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Tests.Destinations;
using Genesys.Tests.Journal;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// A backlog of more hand-overs than get their rows at once: its receiver is killed while it grows and while it drains,
/// and afterwards the consumer has each event that was answered 200.
/// </summary>
public sealed class BacklogTests : IAsyncLifetime
{
    private const int Senders = 16;

    // With 1,000 rows before them, some hundred have none.
    private const int Answers = 1_400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backlog-");
    private readonly ConcurrentDictionary<string, bool> _accepted = new();
    private readonly ConcurrentDictionary<string, bool> _taken = new();
    private AConsumer _consumer = null!;
    private bool _isAway = true;

    private string Journal => Path.Combine(_folder.FullName, "journal.db");

    public async ValueTask InitializeAsync()
    {
        _consumer = await AConsumer.StartAsync();
        _consumer.OnCall = context =>
        {
            if (Volatile.Read(ref _isAway))
            {
                context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                return Task.CompletedTask;
            }

            var taken = JsonElement.Parse(Encoding.UTF8.GetString(AConsumer.Of(context).Body));
            _taken[taken.GetProperty("data").GetProperty("event").GetProperty("id").GetString()!] = true;
            return Task.CompletedTask;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task KilledWhileItGrowsAndWhileItDrains_ItIsHandedOnWhole()
    {
        using (var growing = await StartAsync())
        {
            var load = new Load(
                [growing], [.. Enumerable.Range(0, Senders).Select(_ => SendUntilGoneAsync(growing))]);
            await load.UntilAsync(() => _accepted.Count >= Answers, $"{Answers} answers");
            await load.KillAsync();
        }

        Assert.NotEqual(0, await CountWithoutRowsAsync());
        Volatile.Write(ref _isAway, false);
        using (var draining = await StartAsync())
        {
            await draining.UntilAsync(() => _taken.Count >= Answers / 2, "half of them are taken");
            await draining.KillAsync();
        }

        using var last = await StartAsync();
        await last.UntilAsync(
            () => _accepted.Keys.All(_taken.ContainsKey), "the consumer has every event that was accepted");
    }

    private async Task<long> CountWithoutRowsAsync() =>
        (long)(await SqliteWorld.RunAsync(Journal, "SELECT count(*) FROM finished WHERE hand_overs IS NOT NULL"))!;

    private Task<RunningReceiver> StartAsync() => RunningReceiver.StartAsync(
        Journal,
        new()
        {
            ["Destinations__crm__Type"] = "Webhook",
            ["Destinations__crm__Url"] = _consumer.Address,
            ["Destinations__crm__BaseDelay"] = "00:00:00.05",
            ["Destinations__crm__MaxDelay"] = "00:00:00.5",
        },
        Cancel);

    private async Task SendUntilGoneAsync(RunningReceiver receiver)
    {
        while (true)
        {
            var sent = new AnEvent().WithoutConversation();
            using var answer = await receiver.TrySendAsync(sent.ToString(), Cancel);
            if (answer is null)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            _accepted[sent.Id] = true;
        }
    }
}
