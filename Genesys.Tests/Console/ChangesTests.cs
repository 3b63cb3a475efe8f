using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Genesys.Tests.Console;

/// <summary>One stream of the receiver for all pages that are open.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    private const int Pages = 200;

    private FakeReceiver _receiver = null!;
    private ARunningConsole _console = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _console = await ARunningConsole.StartAsync(_receiver.Address, ("Console:MaxWatchers", $"{Pages}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task TwoHundredPages_AreToldOfAJob_ByOneStreamOfTheReceiver_AndOneMoreIsToldToComeLater()
    {
        // One of them over HTTP: the others are what its request asks for.
        using var client = await _console.OpenAsync();
        await Eventually.IsTrue(() => _receiver.Watchers == 1, "the console watches");
        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancel));
        await ReadToAsync(page, "event: counts");
        var hub = _console.Services.GetRequiredService<ChangeStream>();
        var others = Enumerable.Range(1, Pages - 1).Select(_ => hub.Watch(Cancel)!).ToList();

        using var tooMany = await client.GetAsync("/changes", HttpCompletionOption.ResponseHeadersRead, Cancel);
        _receiver.Tell("job", _receiver.Story.Jobs[1] with { Done = 700 }, ReceiverJson.Default.Job);
        await ReadToAsync(page, "event: job");
        Assert.Contains("\"done\":700", await page.ReadLineAsync(Cancel), StringComparison.Ordinal);
        foreach (var other in others)
        {
            Assert.Contains("\"done\":700", (await other.FirstAsync(one => one.Name == "job", Cancel)).Data,
                StringComparison.Ordinal);
        }

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, tooMany.StatusCode);
        Assert.Equal(1, _receiver.Watchers);
    }

    [Fact]
    public async Task APageThatWasMadeBeforeAJobEnded_IsToldSo_HoweverLateItWatches()
    {
        await Eventually.IsTrue(() => _receiver.Watchers == 1, "the console watches");
        var job = _receiver.Story.Jobs[1];
        _receiver.Tell("job", job with { Done = 700 }, ReceiverJson.Default.Job);
        _receiver.Tell("job", job with { State = JobState.Completed, Done = job.Total }, ReceiverJson.Default.Job);
        var hub = _console.Services.GetRequiredService<ChangeStream>();
        await Eventually.IsTrue(() => hub.Known.Jobs is [{ State: JobState.Completed }], "it knows that it ended");

        var told = Assert.Single(hub.Known.ToEvents(), one => one.Name == "job");

        Assert.Contains("\"state\":\"completed\"", told.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APersonWithoutARole_IsToldNothing()
    {
        using var client = await _console.OpenAsync();
        _receiver.Forbid();

        using var answer = await client.GetAsync("/changes", HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task WhoIsntKnownYet_IsToldThatTheReceiverIsAway_AndNothingOfIt_WhileItCantSayWhoAsks(int status)
    {
        await TheConsoleKnowsAsync();
        _receiver.Break(context => context.Request.Path == "/admin/me", status);
        using var client = await _console.OpenAsync();

        await IsToldNothingButThatItIsAwayAsync(client);
        await ShowsNoCountsAsync(client);
    }

    [Fact]
    public async Task WhoIsKnown_IsToldWhatTheConsoleKnows_WhileTheReceiverCantSayWhoAsks()
    {
        await TheConsoleKnowsAsync();
        using var client = await _console.OpenAsync();
        _receiver.Break(context => context.Request.Path == "/admin/me");

        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancel));

        await ReadToAsync(page, "event: counts");
        Assert.NotNull(await page.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task WhoLostTheRole_IsntKnownAnyMore()
    {
        await TheConsoleKnowsAsync();
        using var client = await _console.OpenAsync();
        _receiver.Forbid();
        using var refused = await client.GetAsync("/changes", Cancel);
        _receiver.Break(context => context.Request.Path == "/admin/me");

        await IsToldNothingButThatItIsAwayAsync(client);
        await ShowsNoCountsAsync(client);
    }

    [Fact]
    public async Task WhoIsKnown_LetsNobodyElseRead()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var console = await ARunningConsole.StartAsync(
            _receiver.Address,
            ("Console:OpenIdConnect:Authority", issuer.Address.ToString()),
            ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId));
        using var known = await console.OpenAsync(signedIn: false);
        await known.GetStringAsync("/", Cancel);
        _receiver.Break(context => context.Request.Path == "/admin/me");
        issuer.AccessToken = "access-token-of-sam";
        using var other = await console.OpenAsync(signedIn: false);

        await IsToldNothingButThatItIsAwayAsync(other);
        using var page = new StreamReader(await known.GetStreamAsync("/changes", Cancel));
        await ReadToAsync(page, "event: counts");
    }

    [Theory]
    [InlineData("a-key", 401, "Console:ApiKey")]
    [InlineData("a-key", 403, "Console:ApiKey")]
    [InlineData("", 401, "Console:ApiKey")]
    [InlineData("a-key", 503, "The receiver can't answer that now.")]
    public async Task AStreamThatIsRefused_IsLoggedOnce_WithTheSettingThatMattersThen(
        string key, int status, string said)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Break(context => context.Request.Path == "/admin/changes", status);
        var log = new FakeLogCollector();
        await using var console = await ARunningConsole.StartAsync(
            receiver.Address,
            services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)),
            ("Console:ApiKey", key));

        await Eventually.IsTrue(() => receiver.Requests.Count >= 3, "it is asked for again and again");

        Assert.Contains(said, Assert.Single(log.GetSnapshot(), one => one.Level >= LogLevel.Warning
            && one.Message.Contains("stream of changes", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
    }

    private Task TheConsoleKnowsAsync() => Eventually.IsTrue(
        () => _console.Services.GetRequiredService<ChangeStream>().Known.Counts is not null, "it knows the counts");

    private static async Task IsToldNothingButThatItIsAwayAsync(HttpClient client)
    {
        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancel));
        Assert.Equal("event: away", await page.ReadLineAsync(Cancel));
        Assert.Equal("data: {}\nretry: 15000\n\n", await page.ReadToEndAsync(Cancel));
    }

    private static async Task ShowsNoCountsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/", Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("The console knew this last", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-count=\"openDeliveries\"", page, StringComparison.Ordinal);
        Assert.Contains("data-count=\"failures\" hidden", page, StringComparison.Ordinal);
    }

    private static async Task ReadToAsync(StreamReader reader, string line)
    {
        while (await reader.ReadLineAsync(Cancel) is { } read && read != line)
        {
            // Another event.
        }
    }
}
