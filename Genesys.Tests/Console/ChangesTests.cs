using Genesys.Receiver.Client;

namespace Genesys.Tests.Console;

/// <summary>One stream of the receiver for all pages that are open.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    private FakeReceiver _receiver = null!;
    private ARunningConsole _console = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _console = await ARunningConsole.StartAsync(_receiver.Address, ("Console:MaxWatchers", "20"));
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task TwentyPages_AreToldOfAJob_ByOneStreamOfTheReceiver_AndOneMoreIsToldToComeLater()
    {
        using var client = await _console.OpenAsync();
        await Eventually.IsTrue(() => _receiver.Watchers == 1, "the console watches");
        var pages = new List<StreamReader>();
        for (var page = 0; page < 20; page++)
        {
            pages.Add(new StreamReader(await client.GetStreamAsync("/changes", Cancellation)));
            await ReadToAsync(pages[^1], "event: counts");
        }

        using var tooMany = await client.GetAsync("/changes", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        _receiver.Tell("job", _receiver.Story.Jobs[1] with { Done = 700 }, ReceiverJson.Default.Job);
        foreach (var page in pages)
        {
            await ReadToAsync(page, "event: job");
            Assert.Contains("\"done\":700", await page.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, tooMany.StatusCode);
        Assert.Equal(1, _receiver.Watchers);
        pages.ForEach(page => page.Dispose());
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
