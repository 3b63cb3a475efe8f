using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <summary>The pages in a real browser; skipped, and said to be, where there is none.</summary>
public sealed partial class BrowserTests(ABrowser browser) : IClassFixture<ABrowser>
{
    internal const float Patience = 90_000;
    private const int Wide = 1400;
    private const int Narrow = 390;

    // Each kind of page: what is new on it is looked at in dark colours too.
    private static readonly (string Path, bool InDarkToo)[] Paths =
    [
        ("/", true), ("/search?q=state:any+topic:genesys.cloud.conversation.analyzed", true),
            ("/deliveries/1996", true),
        ("/failures", false), ("/failures/g1", true), ("/jobs/new?action=replay&group=g1", true), ("/jobs", false),
            ("/jobs/41", true),
        ("/reconciliation", false), ("/reconciliation/12", false), ("/audit", false), ("/destinations", false),
            ("/destinations/crm", false),
        ("/anomalies?state=setAside", true), ("/anomalies/900", false), ("/anomalies?event=anomaly-event-901", false),
        ("/search?q=stat:open", true),
            ("/conversations?id=" + ReceiverStory.AConversation, false),
        ("/check", false), ("/jobs/new?action=erase", false),
    ];

    private readonly List<string> _complaints = [];

    // One window for all pages: it is made once, and Axe, which takes longer to read than a page, is read once.
    [Fact]
    public async Task EveryPage_HasNoAccessibilityViolation_FitsTheWindow_AndBreaksNoPolicy()
    {
        var page = await OpenAsync("/");
        await page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());

        foreach (var (index, (path, inDarkToo)) in Paths.Index())
        {
            await FollowAsync(page, path);
            int[] widths = index % 2 == 0 ? [Narrow, 768, Wide] : [Wide, 768, Narrow];
            foreach (var width in widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                Assert.True(
                    await page.EvaluateAsync<bool>(
                        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                    $"{path} is wider than {width}.");
                Assert.True(
                    width == Wide || await page.EvaluateAsync<bool>(
                        "[...document.querySelectorAll('.cards')].every(one => one.scrollWidth <= one.clientWidth)"),
                    $"A table of {path} is scrolled sideways at {width}.");
            }

            await page.SetViewportSizeAsync(Wide, 900);
            Assert.True(
                await page.EvaluateAsync<bool>(
                    """
                    [...document.querySelectorAll('tbody tr:first-child > *')].every(one => {
                      const head = one.closest('table').tHead.rows[0].cells[one.cellIndex];
                      return Math.abs(one.getBoundingClientRect().left - head.getBoundingClientRect().left) < 1;
                    })
                    """),
                $"The heads of a table of {path} aren't above its columns.");
            await page.SetViewportSizeAsync(widths[^1], 900);

            // Every second page is checked as it is on a telephone.
            Assert.Empty(await CheckAsync(page, "document", "{}"));
            if (inDarkToo)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                Assert.Empty(await CheckAsync(
                    page, index == 0 ? "document" : "'main'", "{ runOnly: ['color-contrast'] }"));
                await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            }
        }

        Assert.Empty(_complaints);

        async Task<string[]> CheckAsync(IPage page, string what, string options) => await page.EvaluateAsync<string[]>(
            $"axe.run({what}, {{ resultTypes: ['violations'], ...{options} }}).then(found => found.violations.map("
            + "one => `${location.href} ${innerWidth}: ${one.id}: ${one.nodes.map(node => node.html).join(' | ')}`))");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KeyboardAlone_FindsAnEvent_SeesWhatElseFailed_AndReplaysIt_WithoutJavaScriptToo(bool javaScript)
    {
        var page = await OpenAsync("/search", javaScript: javaScript);
        await TabToAsync(page, page.Locator("#q"));
        await page.Keyboard.TypeAsync(ReceiverStory.AnEventId);
        await page.Keyboard.PressAsync("Enter");
        await ComesToAsync(page, "/deliveries/1996$");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What happened" })).ToBeVisibleAsync();
        await EnterAsync(page, page.Locator("nav a[href='/failures']"), "/failures$");
        await EnterAsync(page, page.Locator("a[href$='failures/g1']").First, "/failures/g1$");
        await EnterAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Replay all…" }), "/jobs/new[?]");
        await TabToAsync(page, page.GetByLabel("Reason"));
        var reason = "It is back, " + (javaScript ? "with JavaScript" : "without");
        await page.Keyboard.TypeAsync(reason);
        await EnterAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Replay 1,912 events" }),
            "/jobs/[0-9]+$");

        Assert.Equal(reason, browser.Receiver.Story.Jobs[^1].Reason);
        await EnterAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Stop" }), "/jobs/[0-9]+$");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("stopped");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AJobsProgress_MovesWhileItIsLookedAt_AndOtherNewsOnlyOfferALink()
    {
        var page = await OpenAsync("/jobs");
        await Eventually.IsTrue(() => browser.Receiver.Watchers == 1, "the console watches");
        await Assertions.Expect(page.Locator("time").First).Not.ToContainTextAsync("UTC");
        // It is told again until it is shown: the page may not listen yet.
        await Eventually.IsTrue(
            async () =>
            {
                browser.Receiver.Tell(
                    "job", browser.Receiver.Story.Jobs[1] with { Done = 1_700 }, ReceiverJson.Default.Job);
                return await page.Locator("[data-job='41'] [data-of=done]").TextContentAsync() == "1,700";
            },
            "the job's progress is shown");

        browser.Receiver.Tell("job", browser.Receiver.Story.Jobs[1] with { Id = 77 }, ReceiverJson.Default.Job);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("1 newer job. Show them");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(browser.Receiver.Story.Jobs.Count);
    }

    [Fact]
    public async Task AStateOfBeforeThePage_IsTakenBack_WhenTheOneOfThePageIsTold()
    {
        var page = await OpenAsync("/destinations/crm");
        await Eventually.IsTrue(() => browser.Receiver.Watchers == 1, "the console watches");
        var crm = browser.Receiver.Story.Counts.Destinations[0];
        await TellUntilAsync(crm with { Standing = DestinationStanding.Failing }, "crm has changed its state. Show it");

        await TellUntilAsync(crm, "");

        // Again until it is shown: the page may not listen yet.
        Task TellUntilAsync(Destination destination, string said) => Eventually.IsTrue(
            async () =>
            {
                browser.Receiver.Tell("destination", destination, ReceiverJson.Default.Destination);
                return (await page.Locator("#live").TextContentAsync())?.Trim() == said;
            },
            $"the page says '{said}'");
    }

    [Fact]
    public async Task AJobThatEndedBeforeItsPageListened_IsShownAsEnded_AndWhatIsOlderIsNot()
    {
        await OpenAsync("/");
        await Eventually.IsTrue(() => browser.Receiver.Watchers == 1, "the console watches");
        var job = browser.Receiver.Story.Jobs[1] with { Id = 39 };
        browser.Receiver.Story.Jobs.Add(job);
        browser.Receiver.Tell(
            "job",
            job with { State = JobState.Completed, Done = job.Total, EndedAt = browser.Receiver.Story.Now },
            ReceiverJson.Default.Job);
        var hub = browser.Console.Services.GetRequiredService<ChangeStream>();
        await Eventually.IsTrue(
            () => hub.Known.Jobs.Any(one => one is { Id: 39, State: JobState.Completed }), "the console knows");

        // The receiver's answer, which the page is made of, is of before.
        var page = await OpenAsync("/jobs/39");
        await Assertions.Expect(page.Locator("[data-job='39'] .state")).ToHaveTextAsync("completed");
        await Assertions.Expect(page.Locator("[data-ended='39'] time")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Look again" })).ToBeHiddenAsync();

        browser.Receiver.Tell("job", job with { Done = 1_000 }, ReceiverJson.Default.Job);
        browser.Receiver.Tell("reset", "{}");
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("Some changes were missed.");
        await Assertions.Expect(page.Locator("[data-of=done]")).ToHaveTextAsync("1,912");
    }

    [Fact]
    public async Task AFile_IsDroppedOnThePayload_AndItsFindingsCome()
    {
        var page = await OpenAsync("/check");

        await page.EvaluateAsync("""
            () => {
              const dropped = new DataTransfer();
              dropped.items.add(new File(['{"id":1}'], 'event.json', { type: 'application/json' }));
              document.querySelector('textarea').dispatchEvent(
                new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
            }
            """);

        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("required when");
        await Assertions.Expect(page.Locator("textarea")).ToHaveValueAsync("{\"id\":1}");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AMoment_IsTypedInTheReadersZone_AndGoesIntoTheAddressInUtc()
    {
        var page = await OpenAsync("/audit?from=2026-11-29T06:30:10", "Asia/Kolkata");
        var from = page.GetByLabel("From", new() { Exact = true });
        await Assertions.Expect(from).ToHaveValueAsync("2026-11-29T12:00:10");

        await from.FillAsync("2026-11-29T13:30:10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await ComesToAsync(page, "from=2026-11-29T08%3A00%3A10");
    }

    private async Task<IPage> OpenAsync(string path, string zone = "Europe/Berlin", bool javaScript = true)
    {
        Assert.SkipUnless(browser.IsThere, "There is no Chromium: set CHROMIUM.");
        var page = await browser.Chromium.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = javaScript,
            ViewportSize = new ViewportSize { Width = Wide, Height = 900 },
            TimezoneId = zone,
        });
        page.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        await page.GotoAsync($"{browser.Console.SignInLink}&back={Uri.EscapeDataString(path)}");
        return page;
    }

    // As a link does: the next page comes into the window that is there.
    private static async Task FollowAsync(IPage page, string path) => await page.EvaluateAsync(
        """
        path => new Promise(done => {
          const loaded = () => { Blazor.removeEventListener('enhancedload', loaded); done(); };
          Blazor.addEventListener('enhancedload', loaded);
          Blazor.navigateTo(path);
        })
        """,
        path);

    private static async Task EnterAsync(IPage page, ILocator wanted, string address)
    {
        await TabToAsync(page, wanted);
        await page.Keyboard.PressAsync("Enter");
        await ComesToAsync(page, address);
    }

    // The page is asked until it says so. WaitForURLAsync and WaitForLoadStateAsync look once and then wait for news of
    // a change: news that came between the two is missed, one time in a few hundred beside other work.
    private static async Task ComesToAsync(IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string address)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(address));
        await Assertions.Expect(page.Locator(":root")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");
    }

    // From wherever the focus is, once around the page at most. The page says how many stops are before the one that is
    // wanted: there it isn't asked after each.
    private static async Task TabToAsync(IPage page, ILocator wanted)
    {
        await Assertions.Expect(wanted).ToBeVisibleAsync();
        var before = await wanted.EvaluateAsync<int>("""
            wanted => {
              const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
                .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== 'radio' && one.checkVisibility());
              const at = document.activeElement;
              const follows = one => !at || at === document.body
                || at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
              return stops.indexOf(wanted) - stops.findIndex(follows);
            }
            """);
        for (var presses = 0; presses < 100; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (presses >= before && await wanted.EvaluateAsync<bool>("one => one === document.activeElement"))
            {
                Assert.True(
                    await wanted.EvaluateAsync<bool>(
                        "one => one.matches(':focus-visible') && getComputedStyle(one).outlineStyle === 'solid'"),
                    $"{wanted} has the focus, and it isn't seen.");
                return;
            }
        }

        Assert.Fail($"The tabulator doesn't come to {wanted}.");
    }
}
