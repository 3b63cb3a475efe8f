using Deque.AxeCore.Playwright;
using Genesys.Receiver.Client;
using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <summary>The pages in a real browser; skipped, and said to be, where there is none.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private const float Patience = 90_000;

    private static readonly string? Executable =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private static readonly string[] Paths =
    [
        "/", "/search?q=state:any", "/deliveries/1996", "/failures", "/failures/g1", "/jobs/new?action=replay&group=g1", "/jobs", "/jobs/41", "/audit", "/destinations",
        "/destinations/crm", "/anomalies", "/anomalies/900", "/conversations/" + ReceiverStory.AConversation, "/check",
    ];

    private readonly List<string> _complaints = [];
    private FakeReceiver _receiver = null!;
    private ARunningConsole _console = null!;
    private IPlaywright? _playwright;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        _receiver = await FakeReceiver.StartAsync();
        _receiver.Story.AfterAnOutage();
        _console = await ARunningConsole.StartAsync(_receiver.Address);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
            await _console.DisposeAsync();
            await _receiver.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task EveryPage_HasNoAccessibilityViolation_FitsTheWindow_AndBreaksNoPolicy(ColorScheme colours, int width)
    {
        var page = await OpenAsync(colours, width);

        foreach (var (index, path) in Paths.Index())
        {
            await page.GotoAsync(new Uri(_console.Address, path).ToString());
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} is wider than {width}.");

            // Axe takes seconds a page: each page is checked once, and either half has all the parts that pages are made of.
            if (index % 2 == 0 == (colours == ColorScheme.Light))
            {
                Assert.Empty((await page.RunAxe()).Violations.Select(one => $"{path}: {one.Id}: {string.Join(" | ", one.Nodes.Select(node => node.Html))}"));
            }
        }

        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task KeyboardAlone_FindsAnEvent_AndReplaysIt()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400);
        await page.GotoAsync(new Uri(_console.Address, "/search").ToString());
        await page.Locator("#q").FocusAsync();
        await page.Keyboard.TypeAsync(ReceiverStory.AnEventId);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/deliveries/1996", new() { Timeout = Patience });
        await PressAsync(page, "Replay…");
        await page.WaitForURLAsync("**/jobs/new*", new() { Timeout = Patience });
        await page.GetByLabel("Reason").FocusAsync();
        await page.Keyboard.TypeAsync("It is back");
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/jobs/42", new() { Timeout = Patience });
        Assert.Equal("It is back", _receiver.Story.Jobs[^1].Reason);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AJobsProgress_MovesWhileItIsLookedAt_AndOtherNewsOnlyOfferALink()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400);
        await page.GotoAsync(new Uri(_console.Address, "/jobs").ToString());
        await Eventually.IsTrue(() => _receiver.Watchers == 1, "the console watches");
        await Assertions.Expect(page.Locator("time").First).Not.ToContainTextAsync("UTC", new() { Timeout = Patience });
        _receiver.Tell("job", _receiver.Story.Jobs[1] with { Done = 1_700 }, ReceiverJson.Default.Job);
        await Assertions.Expect(page.Locator("[data-job='41'] [data-of=done]")).ToHaveTextAsync("1,700", new() { Timeout = Patience });

        _receiver.Tell("job", _receiver.Story.Jobs[1] with { Id = 77 }, ReceiverJson.Default.Job);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("1 newer job. Show them", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
    }

    private async Task<IPage> OpenAsync(ColorScheme colours, int width)
    {
        Assert.SkipWhen(Executable is null, "There is no Chromium: set CHROMIUM.");
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = colours, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        await page.GotoAsync(_console.SignInLink);
        return page;
    }

    private static async Task PressAsync(IPage page, string name)
    {
        var wanted = page.GetByRole(AriaRole.Link, new() { Name = name });
        await wanted.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
    }
}
