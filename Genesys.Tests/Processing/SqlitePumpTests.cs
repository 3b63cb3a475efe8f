using System.Collections.Concurrent;
using System.Text.Json;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

/// <summary>The pump on the journal that the receiver has by default, over a real socket.</summary>
public sealed class SqlitePumpTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pump");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Deliveries_AreFinished_OrDeadLetters_AndNoneIsLeftOpen()
    {
        await using var genesys = await StubGenesys.StartAsync();
        var number = 0;
        genesys.OnConversation = context => context.Request.Path.Value!.EndsWith("gone", StringComparison.Ordinal)
            ? StubGenesys.Json(context, 404, "{}")
            : StubGenesys.Json(context, Interlocked.Increment(ref number) == 1 ? 503 : 200, "{}");
        using var host = await StartAsync(genesys.Address);
        var journal = host.Services.GetRequiredService<IJournal>();

        for (var i = 0; i < 20; i++)
        {
            var recorded = await journal.RecordAsync(
                ADelivery(i == 19 ? "gone" : $"c-{i % 3}"), lease: false, Cancel);
            Assert.Equal(RecordStatus.Recorded, recorded.Status);
        }

        await EventuallyAsync(journal, state => state is { OpenDeliveries: 0, DeadLetters: 1, OpenAnomalies: 1 });
        await host.StopAsync(Cancel);

        // Nineteen events of three conversations and one that is gone: far fewer fetches than events, and none beyond
        // them.
        Assert.InRange(genesys.Conversations.Count(), 4, 21);
    }

    [Fact]
    public async Task StoppedAmidRetries_TheNextRunFinishesThem()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 503, "{}");
        using (var host = await StartAsync(genesys.Address, ("Processing:BaseDelay", "00:01:00")))
        {
            var journal = host.Services.GetRequiredService<IJournal>();
            await journal.RecordAsync(ADelivery("a"), lease: false, Cancel);
            await journal.RecordAsync(ADelivery("b"), lease: false, Cancel);
            var fetches = host.Services.GetRequiredService<ActiveFetches>();
            await Eventually.IsTrue(() => fetches.Count().BackingOff == 2, "both wait for their retry");
            await host.StopAsync(Cancel);
        }

        genesys.OnConversation = context => StubGenesys.Json(context, 200, "{}");
        using (var host = await StartAsync(genesys.Address))
        {
            await EventuallyAsync(host.Services.GetRequiredService<IJournal>(), state => state.OpenDeliveries == 0);
            await host.StopAsync(Cancel);
        }
    }

    [Fact]
    public async Task NoDelivery_IsServedByAnAnswerOlderThanItself()
    {
        var versions = new ConcurrentDictionary<string, int>();
        var least = new ConcurrentDictionary<string, int>();
        var served = new ConcurrentQueue<(string EventId, int Version)>();
        await using var genesys = await StubGenesys.StartAsync();
        var number = 0;
        genesys.OnConversation = async context =>
        {
            // What it tells is what was so when the request came, however long the answer takes.
            var version = versions.GetValueOrDefault(context.Request.Path.Value!.Split('/')[^1]);
            var turn = Interlocked.Increment(ref number);
            await Task.Delay(TimeSpan.FromMilliseconds(turn % 7 * 5), TimeProvider.System, context.RequestAborted);
            await StubGenesys.Json(
                context, turn % 11 == 0 ? 503 : turn % 13 == 0 ? 401 : 200, $$"""{"version":{{version}}}""");
        };
        using var host = await StartAsync(
            genesys.Address,
            builder => builder.Services.AddSingleton(served).AddDestinationType<VersionDestination>("Mine"),
            ("Genesys:RequestsPerMinute", "1000000"), ("Destinations:mine:Type", "Mine"));
        var journal = host.Services.GetRequiredService<IJournal>();

        await Parallel.ForAsync(
            0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (
                i, token) =>
        {
            var delivery = ADelivery($"c-{i % 5}");
            least[delivery.Delivery.EventId] = versions.AddOrUpdate($"c-{i % 5}", 1, (_, before) => before + 1);
            await journal.RecordAsync(delivery, lease: false, token);
        });

        await EventuallyAsync(journal, state => state.OpenDeliveries == 0);
        await Eventually.IsTrue(() => served.Count >= 1_000, "all of them are handed over");
        await host.StopAsync(Cancel);
        Assert.Equal(1_000, served.Count);
        Assert.All(
            served, one =>
                Assert.True(
                    one.Version >= least[one.EventId],
                    $"{one.EventId} of version {least[one.EventId]} was served by {one.Version}"));
        Assert.True(genesys.Conversations.Count() < 900, "fetches were shared");
    }

    private sealed class VersionDestination(ConcurrentQueue<(string EventId, int Version)> served) : IDestination
    {
        public ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
            IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
        {
            var one = handOvers[0];
            var version = JsonElement.Parse(one.Conversation!.Value.Span).GetProperty("version").GetInt32();
            served.Enqueue((one.Id, version));
            return new([HandOverResult.Delivered]);
        }
    }

    private static Task EventuallyAsync(IJournal journal, Func<JournalState, bool> condition) =>
        Eventually.IsTrue(async () => condition(await journal.GetStateAsync(Cancel)), "the journal gets there");

    private Task<IHost> StartAsync(string genesys, params (string Key, string Value)[] settings) =>
        StartAsync(genesys, _ => { }, settings);

    private async Task<IHost> StartAsync(
        string genesys, Action<HostApplicationBuilder> also, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "top-secret",
            ["GENESYS_API_BASE"] = genesys,
            ["Processing:BaseDelay"] = "00:00:00.01",
            ["Processing:MaxJitter"] = "00:00:00",
            ["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db"),
        });
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        builder.Services.AddMetrics();
        builder.AddJournal();
        builder.AddDestinations();
        builder.AddProcessing();
        builder.AddGenesysCloud();
        also(builder);
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return host;
    }
}
