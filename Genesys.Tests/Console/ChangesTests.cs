using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Console;

/// <summary>One stream of the receiver for all pages that are open.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    private const int Pages = 200;

    private FakeReceiver _receiver = null!;
    private ARunningConsole _console = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        using var page = new StreamReader(await client.GetStreamAsync("/changes", Cancellation));
        await ReadToAsync(page, "event: counts");
        var hub = _console.Services.GetRequiredService<ChangeStream>();
        var others = Enumerable.Range(1, Pages - 1).Select(_ => hub.Watch(Cancellation)!).ToList();

        using var tooMany = await client.GetAsync("/changes", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        _receiver.Tell("job", _receiver.Story.Jobs[1] with { Done = 700 }, ReceiverJson.Default.Job);
        await ReadToAsync(page, "event: job");
        Assert.Contains("\"done\":700", await page.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        foreach (var other in others)
        {
            Assert.Contains("\"done\":700", (await other.FirstAsync(one => one.Name == "job", Cancellation)).Data,
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

        using var answer = await client.GetAsync("/changes", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task ReadToAsync(StreamReader reader, string line)
    {
        while (await reader.ReadLineAsync(Cancellation) is { } read && read != line)
        {
            // Another event.
        }
    }
}
