using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Deque.AxeCore.Playwright;
using Google.Protobuf;
using Microsoft.Playwright;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

/// <summary>The pages in a real browser; skipped, and said to be, where there is none.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string? Executable =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>In ms. Not how long anything takes, but when it is given up: other tests may keep every core busy.</summary>
    private const float Patience = 120_000;

    private static readonly ulong Now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * Millisecond;

    private FakeHost _host = null!;
    private RunningDashboard _dashboard = null!;
    private IPlaywright? _playwright;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        _host = await FakeHost.StartAsync();
        _dashboard = await RunningDashboard.StartAsync(("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", _host.Address.ToString()), ("Dashboard:ResourceServiceClient:ApiKey", FakeHost.ApiKey));
        Seed(_dashboard.Get<OtlpIntake>());
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Arguments, Timeout = Patience });
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
            await _dashboard.DisposeAsync();
            await _host.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task NoPage_HasAnAccessibilityViolationOrAsksAnotherHost(ColorScheme colours, int width)
    {
        var page = await OpenAsync(colours, width);
        var foreign = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" } url && url.Authority != _dashboard.Pages.Authority)
            {
                foreign.Add(request.Url);
            }
        };
        foreach (var path in new[]
        {
            "/traces", $"/traces/detail/{Hex(TraceId(2))}", "/structuredlogs", "/?resource=receiver-abc", "/?view=graph", "/?view=parameters", "/consolelogs", "/metrics?resource=receiver", "/metrics?resource=receiver&view=table", "/map", "/search?q=failed", "/data", "/nowhere",
        })
        {
            await VisitAsync(page, path);
            var result = await page.RunAxe();
            Assert.True(result.Violations.Length == 0, $"{path}: " + string.Join("; ", result.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")));
            Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), $"{path} is wider than the window");
        }

        Assert.Empty(foreign);
    }

    [Fact]
    public async Task AnAddressWithoutAPage_Is404AndSaysWhereToGo()
    {
        var page = await OpenAsync();

        Assert.Equal(404, await VisitAsync(page, "/nowhere"));

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("There is no such page");
        await page.ClickAsync("main a[href='/traces']");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Traces");
    }

    [Fact]
    public async Task FromTheTraces_TheFailingAttemptItsLogLinesAndItsAnomalyAreAtMostThreeClicksAway()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/traces");

        await page.ClickAsync("tr.failed a");

        await Assertions.Expect(page.Locator("aside.detail h2")).ToHaveTextAsync("GET conversation");
        await Assertions.Expect(page.Locator("aside.detail")).ToContainTextAsync("http.response.status_code");
        await Assertions.Expect(page.Locator("aside.detail .logs")).ToContainTextAsync("Attempt 3 failed with 503");
        await Assertions.Expect(page.Locator(".story-logs")).ToContainTextAsync("DOWNSTREAM_FAILURE");
        await page.ClickAsync("section.linked td a:has-text('ship anomalies')");
        await Assertions.Expect(page.Locator("aside.detail")).ToContainTextAsync("genesys.anomaly.count");
    }

    [Fact]
    public async Task NewTelemetry_AppearsByItself_AndNotWhilePaused()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/traces");
        _dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("receiver", ASpan(50, 50, name: "late arrival", start: Now)).ToByteArray());
        await Assertions.Expect(page.Locator("table.traces")).ToContainTextAsync("late arrival");

        await page.ClickAsync("text=Pause");
        await Assertions.Expect(page.Locator("button[aria-pressed=true]")).ToBeVisibleAsync();
        _dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("receiver", ASpan(51, 51, name: "unseen", start: Now)).ToByteArray());
        await page.FillAsync("#find", "unseen");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("unseen");
    }

    [Fact]
    public async Task Resources_RunTheirCommandsAndKeepTheirSecrets()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/");
        await Assertions.Expect(page.Locator(".brand")).ToHaveTextAsync("Sample host");
        await Assertions.Expect(page.Locator("a[href^=javascript]")).ToHaveCountAsync(0);
        await page.ClickAsync("[aria-label='Restart receiver']");
        await Assertions.Expect(page.Locator(".result")).ToContainTextAsync("It was carried out.");
        await page.ClickAsync("[aria-label='Stop receiver']");
        await Assertions.Expect(page.Locator(".prompt")).ToContainTextAsync("Really stop it?");
        await page.ClickAsync(".prompt button[type=submit]");
        await Assertions.Expect(page.Locator(".result")).ToContainTextAsync("Stop receiver");
        Assert.Equal(["resource-restart", "resource-stop"], _host.Commands.Select(command => command.CommandName));

        await page.ClickAsync("table.resources a:has-text('receiver')");
        await Assertions.Expect(page.Locator("aside.detail")).ToContainTextAsync("CLIENT_SECRET");
        Assert.DoesNotContain("hunter2", await page.ContentAsync(), StringComparison.Ordinal);
        await page.ClickAsync("[aria-label='Show CLIENT_SECRET']");
        await Assertions.Expect(page.Locator("aside.detail")).ToContainTextAsync("hunter2");

        _host.Change(FakeHost.AResource("receiver", "Exited"));
        await Assertions.Expect(page.Locator("table.resources")).ToContainTextAsync("Exited");
        await page.ClickAsync("aside.detail >> text=Console");
        await Assertions.Expect(page.Locator(".console .ansi-green")).ToHaveTextAsync("info");
        await Assertions.Expect(page.Locator(".console .err")).ToContainTextAsync("something failed");
    }

    [Fact]
    public async Task Console_StaysAtItsEndUntilTheReaderScrollsAway()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/consolelogs/resource/receiver-abc");

        await Assertions.Expect(page.Locator(".console >> text=line 202")).ToBeInViewportAsync();

        await page.EvaluateAsync("document.querySelector('.console').scrollTop = 0");
        await page.FillAsync(".filters input[type=search]", "line");
        await Assertions.Expect(page.Locator(".console > div").First).ToContainTextAsync("line 3");
        await Assertions.Expect(page.Locator(".console >> text=line 202")).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task Parameters_HaveAListOfTheirOwnWithTheirSecretsMasked()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/");
        await Assertions.Expect(page.Locator("table.resources")).Not.ToContainTextAsync("api-key");
        await page.ClickAsync(".tabs >> text=Parameters");

        await Assertions.Expect(page.Locator("table.parameters")).ToContainTextAsync("api-key");
        Assert.DoesNotContain("hunter4", await page.ContentAsync(), StringComparison.Ordinal);
        await page.ClickAsync("[aria-label='Show api-key']");
        await Assertions.Expect(page.Locator("table.parameters")).ToContainTextAsync("hunter4");
    }

    [Fact]
    public async Task Filters_AreAddedFromAFormAndFromAnAttribute()
    {
        var page = await OpenAsync();
        await VisitAsync(page, "/traces");
        await page.ClickAsync("text=Add filter");
        await page.FillAsync(".filter-add input >> nth=0", "http.response.status_code");
        await page.SelectOptionAsync(".filter-add select", ">=");
        await page.FillAsync(".filter-add input >> nth=1", "500");
        await page.ClickAsync(".filter-add button[type=submit]");
        await Assertions.Expect(page.Locator("p.count").First).ToHaveTextAsync("1 trace");

        await page.ClickAsync("tr.failed a");
        await page.HoverAsync("aside.detail tr:has-text('http.request.resend_count')");
        await page.ClickAsync("[aria-label='Show all with this http.request.resend_count']");
        await Assertions.Expect(page.Locator("input[placeholder^=word]")).ToHaveValueAsync("http.request.resend_count=2");
        await Assertions.Expect(page.Locator("p.count").First).ToHaveTextAsync("1 trace");
    }

    [Fact]
    public async Task WithAToken_NobodyElseIsLetIn()
    {
        await using var guarded = await RunningDashboard.StartAsync(("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "false"), ("Dashboard:Frontend:BrowserToken", "let-me-in"));
        var page = await OpenAsync();
        await page.GotoAsync(new Uri(guarded.Pages, "/structuredlogs").ToString());
        await page.FillAsync("#token", "wrong");
        await page.ClickAsync("button[type=submit]");
        await Assertions.Expect(page.Locator("[role=alert]")).ToHaveTextAsync("That is not the token.");
        await page.FillAsync("#token", "let-me-in");
        await page.ClickAsync("button[type=submit]");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Structured logs");

        var other = await OpenAsync();
        await other.GotoAsync(new Uri(guarded.Pages, "/login?t=let-me-in&returnUrl=/map").ToString());
        await Assertions.Expect(other.Locator("h1")).ToHaveTextAsync("Service map");
    }

    private async Task<IPage> OpenAsync(ColorScheme colours = ColorScheme.Light, int width = 1280)
    {
        Assert.SkipWhen(Executable is null, "No chromium was found; set CHROMIUM to its path.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = colours, ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    private async Task<int> VisitAsync(IPage page, string path)
    {
        var response = await page.GotoAsync(new Uri(_dashboard.Pages, path).ToString());
        await page.WaitForFunctionAsync("document.documentElement.dataset.live === 'yes'");
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        return response!.Status;
    }

    private static void Seed(OtlpIntake intake)
    {
        var attempts = Enumerable.Range(1, 3).SelectMany(i => new[] { ASpan(2, 20 + i, 2, "GET conversation", Now + ((ulong)i * 10 * Millisecond), error: "503", attributes: [Pair("http.response.status_code", 503), Pair("http.request.resend_count", i - 1)]) });
        var ship = ASpan(3, 30, null, "ship anomalies", Now + (900 * Millisecond), attributes: Pair("genesys.anomaly.count", 1)).LinkedTo(2, 2);
        intake.Take(OtlpSignal.Traces, Traces("mock-genesys", ASpan(1, 9, null, "POST eventbridge", Now - Millisecond, 8 * Millisecond)).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("receiver", [ASpan(1, 1, 9, "receive delivery", Now), ASpan(2, 2, null, "process delivery", Now + (5 * Millisecond), 50 * Millisecond, "failed").LinkedTo(1, 1), .. attempts, ship]).ToByteArray());
        intake.Take(OtlpSignal.Logs, Logs(
            "receiver",
            ALog("Attempt 3 failed with 503", SeverityNumber.Warn, 2, 23, Now + (35 * Millisecond)),
            ALog("The delivery failed; anomaly DOWNSTREAM_FAILURE recorded", SeverityNumber.Error, 2, 2, Now + (50 * Millisecond), Pair("exception.stacktrace", "at A.B()"))).ToByteArray());
        var histogram = new Metric { Name = "delivery.duration", Unit = "s", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative } };
        for (var i = 1UL; i <= 5; i++)
        {
            histogram.Histogram.DataPoints.Add(new HistogramDataPoint
            {
                TimeUnixNano = Now - ((10 - i) * 1000 * Millisecond),
                Count = 3 * i,
                Sum = i,
                BucketCounts = { i, i, i },
                ExplicitBounds = { 0.1, 1 },
                Exemplars = { new Exemplar { TimeUnixNano = Now - ((10 - i) * 1000 * Millisecond), AsDouble = 0.5, TraceId = TraceId(2), SpanId = SpanId(2) } },
            });
        }

        intake.Take(OtlpSignal.Metrics, Metrics("receiver", histogram).ToByteArray());
    }
}
