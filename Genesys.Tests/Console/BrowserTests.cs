using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Genesys.Receiver.Client;
using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <summary>The pages in a real browser; skipped, and said to be, where there is none.</summary>
public sealed class BrowserTests(ABrowser browser) : IClassFixture<ABrowser>
{
    private const float Patience = 90_000;

    private static readonly string[] Paths =
    [
        "/", "/search?q=state:any", "/deliveries/1996", "/failures", "/failures/g1", "/jobs/new?action=replay&group=g1", "/jobs",
        "/jobs/41", "/reconciliation", "/reconciliation/12", "/audit", "/destinations", "/destinations/crm", "/anomalies?state=setAside", "/anomalies/900",
        "/conversations/" + ReceiverStory.AConversation, "/check", "/jobs/new?action=erase",
    ];

    // What passes isn't told, which halves the time.
    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    private readonly List<string> _complaints = [];

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task EveryPage_HasNoAccessibilityViolation_FitsTheWindow_AndBreaksNoPolicy(ColorScheme colours, int width)
    {
        var page = await OpenAsync(colours, width);

        foreach (var (index, path) in Paths.Index())
        {
            await page.GotoAsync(new Uri(browser.Console.Address, path).ToString());
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} is wider than {width}.");

            // Axe takes seconds a page: each page is checked once, and either half has all the parts that pages are made of.
            if (index % 2 == 0 == (colours == ColorScheme.Light))
            {
                Assert.Empty((await page.RunAxe(Violations)).Violations.Select(one => $"{path}: {one.Id}: {string.Join(" | ", one.Nodes.Select(node => node.Html))}"));
            }
        }

        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task KeyboardAlone_FindsAnEvent_AndReplaysIt()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400);
        await page.GotoAsync(new Uri(browser.Console.Address, "/search").ToString());
        await page.Locator("#q").FocusAsync();
        await page.Keyboard.TypeAsync(ReceiverStory.AnEventId);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/deliveries/1996", new() { Timeout = Patience });
        await PressAsync(page, "Replay…");
        await page.WaitForURLAsync("**/jobs/new*", new() { Timeout = Patience });
        await page.GetByLabel("Reason").FocusAsync();
        await page.Keyboard.TypeAsync("It is back");
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/jobs/[0-9]+$"), new() { Timeout = Patience });
        Assert.Equal("It is back", browser.Receiver.Story.Jobs[^1].Reason);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AJobsProgress_MovesWhileItIsLookedAt_AndOtherNewsOnlyOfferALink()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400);
        await page.GotoAsync(new Uri(browser.Console.Address, "/jobs").ToString());
        await Eventually.IsTrue(() => browser.Receiver.Watchers == 1, "the console watches");
        await Assertions.Expect(page.Locator("time").First).Not.ToContainTextAsync("UTC", new() { Timeout = Patience });
        browser.Receiver.Tell("job", browser.Receiver.Story.Jobs[1] with { Done = 1_700 }, ReceiverJson.Default.Job);
        await Assertions.Expect(page.Locator("[data-job='41'] [data-of=done]")).ToHaveTextAsync("1,700", new() { Timeout = Patience });

        browser.Receiver.Tell("job", browser.Receiver.Story.Jobs[1] with { Id = 77 }, ReceiverJson.Default.Job);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("1 newer job. Show them", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(browser.Receiver.Story.Jobs.Count);
    }

    [Fact]
    public async Task AFile_IsDroppedOnThePayload_AndItsFindingsCome()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400);
        await page.GotoAsync(new Uri(browser.Console.Address, "/check").ToString());

        await page.EvaluateAsync("""
            () => {
              const dropped = new DataTransfer();
              dropped.items.add(new File(['{"id":1}'], 'event.json', { type: 'application/json' }));
              document.querySelector('textarea').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
            }
            """);

        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("required when", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("textarea")).ToHaveValueAsync("{\"id\":1}");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AMoment_IsTypedInTheReadersZone_AndGoesIntoTheAddressInUtc()
    {
        var page = await OpenAsync(ColorScheme.Light, 1400, "Asia/Kolkata");
        await page.GotoAsync(new Uri(browser.Console.Address, "/audit?from=2026-11-29T06:30:10").ToString());
        var from = page.GetByLabel("From", new() { Exact = true });
        await Assertions.Expect(from).ToHaveValueAsync("2026-11-29T12:00:10", new() { Timeout = Patience });

        await from.FillAsync("2026-11-29T13:30:10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await page.WaitForURLAsync("**from=2026-11-29T08%3A00%3A10**", new() { Timeout = Patience });
    }

    private async Task<IPage> OpenAsync(ColorScheme colours, int width, string zone = "Europe/Berlin")
    {
        Assert.SkipUnless(browser.IsThere, "There is no Chromium: set CHROMIUM.");
        var page = await browser.Chromium.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            TimezoneId = zone,
        });
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        await page.GotoAsync(browser.Console.SignInLink);
        return page;
    }

    private static async Task PressAsync(IPage page, string name)
    {
        var wanted = page.GetByRole(AriaRole.Link, new() { Name = name });
        await wanted.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
    }
}
