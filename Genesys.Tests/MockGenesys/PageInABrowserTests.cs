using Deque.AxeCore.Playwright;
using Genesys.MockGenesys;
using Genesys.MockGenesys.Faults;
using Genesys.MockGenesys.Sender;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Genesys.Tests.MockGenesys;

/// <summary>
/// The mock's page in a real browser, with events going to a receiver; skipped, and said to be, where there is no
/// browser.
/// </summary>
public sealed class PageInABrowserTests : IAsyncLifetime
{
    private const float Patience = 90_000;

    private static readonly string? Executable =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private ADestination _destination = null!;
    private MockGenesysApp _mock = null!;
    private IPlaywright? _playwright;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        _destination = await ADestination.StartAsync();
        _destination.Answer = context =>
        {
            context.Response.Headers["X-Request-Id"] = "r-1";
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync("""{"status":"accepted"}"""u8.ToArray()).AsTask();
        };
        _mock = await MockGenesysApp.StartAsync(
            new Dictionary<string, string?> { ["Sender:Target"] = _destination.Address, ["Sender:Rate"] = "20" },
            cancellationToken: TestContext.Current.CancellationToken);
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
            await _mock.DisposeAsync();
            await _destination.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Page_HasNoAccessibilityViolation_FitsTheWindow_AndAsksNobodyElse(ColorScheme colours, int width)
    {
        var page = await OpenAsync(colours, width);
        var foreign = new List<string>();
        page.Request += (_, request) => foreign.Add(request.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the tokens" }).ClickAsync();
        await page.GetByText("Set another fault").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#checks li").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#ledger tr").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await CheckAsync(page, "the page");

        await page.Locator("#ledger button").First.ClickAsync();
        await Assertions.Expect(page.Locator("#detail")).ToBeVisibleAsync(new() { Timeout = Patience });
        await CheckAsync(page, "an event");

        Assert.DoesNotContain(foreign, url => new Uri(url).Authority != _mock.Address.Authority);
    }

    [Fact]
    public async Task KeyboardAlone_SwitchesAFault_AndTakesItAway()
    {
        var page = await OpenAsync(ColorScheme.Light, 1280);
        await TabToAsync(page, "Hang, 5 times");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.Locator("#fault-said"))
            .ToHaveTextAsync("hang-5 is set.", new() { Timeout = Patience });
        Assert.Contains(_mock.Services.GetRequiredService<FaultPlan>().List(), state => state.Fault.Id == "hang-5");

        await TabToAsync(page, "Remove hang-5");
        await page.Keyboard.PressAsync("Space");
        await Assertions
            .Expect(page.Locator("#fault-said"))
            .ToHaveTextAsync("hang-5 is removed.", new() { Timeout = Patience });
        Assert.DoesNotContain(
            _mock.Services.GetRequiredService<FaultPlan>().List(), state => state.Fault.Id == "hang-5");
    }

    [Fact]
    public async Task EventThatIsEdited_GoesOutAsItStands_AndItsAnswerIsShown()
    {
        var page = await OpenAsync(ColorScheme.Light, 1280);
        await page.Locator("#body").FillAsync("""{"id":"by hand","note":"grüße"}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("#sent")).ToContainTextAsync("200 accepted", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#answer")).ToContainTextAsync("accepted", new() { Timeout = Patience });
        Assert.Contains(_destination.Requests, request => System.Text.Encoding.UTF8.GetString(request.Body) == """{"id":"by hand","note":"grüße"}""");
    }

    [Fact]
    public async Task RateLimitAndPause_AreChangedOnThePage()
    {
        var page = await OpenAsync(ColorScheme.Light, 1280);
        await page.Locator("#limit input").FillAsync("1200");
        await page.Locator("#limit input").PressAsync("Enter");
        await Assertions
            .Expect(page.Locator("#traffic-said"))
            .ToContainTextAsync("1200 allowed", new() { Timeout = Patience });

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(page.Locator("#pause")).ToHaveTextAsync("Go on", new() { Timeout = Patience });
        Assert.Equal(0, _mock.Services.GetRequiredService<CurrentSettings>().Value.Rate);
    }

    private static async Task CheckAsync(IPage page, string what)
    {
        var result = await page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            $"{what}: " + string.Join(
                "; ",
                result.Violations.Select(
                    violation =>
                        $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")));
        var tooWide = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
              : [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)
                .map(one => one.outerHTML.slice(0, 100))
            """);
        Assert.True(tooWide.Length == 0, $"{what} is wider than the window: {string.Join(" | ", tooWide.Take(5))}");
    }

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var tabs = 0; tabs < 200; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()") == name)
            {
                return;
            }
        }

        Assert.Fail($"No way to {name} with the Tab key.");
    }

    private async Task<IPage> OpenAsync(ColorScheme colours, int width)
    {
        Assert.SkipWhen(Executable is null, "No Chromium: set CHROMIUM to one.");
        var page = await _browser.NewPageAsync(
            new BrowserNewPageOptions { ColorScheme = colours, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(_mock.Address.AbsoluteUri);
        await Assertions.Expect(page.Locator("#phase")).ToContainTextAsync("Sends to", new() { Timeout = Patience });
        return page;
    }
}
