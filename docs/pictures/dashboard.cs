#:package Microsoft.Playwright
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Looks at the dashboard of a running stack with Chromium (the variable CHROMIUM, or /usr/bin/chromium).
//   dotnet run docs/pictures/dashboard.cs -- LOGIN picture FILE.png     the trace of an event that was rejected
//   dotnet run docs/pictures/dashboard.cs -- LOGIN press                presses every command, opens every address; 1
// when one fails
// LOGIN is the link that the AppHost prints.

using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

if (args is not ([_, "picture", _] or [_, "press"]))
{
    Console.Error.WriteLine("Usage: dotnet run docs/pictures/dashboard.cs -- LOGIN picture FILE.png | press");
    return 2;
}

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
{
    ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
    Args =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
});
var page = await browser.NewPageAsync(
    new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 720 } });
page.SetDefaultTimeout(60_000);
await page.GotoAsync(args[0]);
await page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "receiver" }).First.WaitForAsync();
var tour = new Tour(page, new Uri(args[0]));
if (args is [_, "picture", var file])
{
    await tour.TakePictureAsync(file);
    return 0;
}

var commands = await tour.PressAllAsync();
var addresses = await tour.OpenAllAsync();
return commands && addresses ? 0 : 1;

internal sealed class Tour(IPage page, Uri dashboard)
{
    private static readonly string[] Resources = ["cloudwatch", "console", "mockgenesys", "receiver"];

    /// <summary>Those of the dashboard itself; the stack goes on running.</summary>
    private static readonly string[] Standard =
        ["View details", "Console logs", "View JSON", "Export .env", "Structured logs", "Traces", "Metrics", "Stop", "Start", "Restart", "Rebuild"];

    public async Task TakePictureAsync(string file)
    {
        var trace = await SendMalformedEventAsync();
        await page.GotoAsync(new Uri(dashboard, $"/traces/detail/{trace}").ToString());
        await page.GetByText("validate delivery").First.ClickAsync();
        await page.WaitForTimeoutAsync(3_000);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
    }

    /// <summary>The trace id is in the receiver's answer, and that in the mock's ledger.</summary>
    private async Task<string> SendMalformedEventAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://localhost:8010") };
        using var sent = await client.PostAsync("/mock/events/malformed/flat/time-missing", content: null);
        sent.EnsureSuccessStatusCode();
        await page.WaitForTimeoutAsync(4_000); // until it is answered, and the telemetry has arrived
        using var entry = JsonDocument.Parse(await client.GetStringAsync(sent.Headers.Location));
        using var answer = JsonDocument.Parse(entry.RootElement.GetProperty("results")[0].GetProperty("answer").GetString()!);
        return answer.RootElement.GetProperty("traceId").GetString()!;
    }

    public async Task<bool> PressAllAsync()
    {
        var fine = true;
        foreach (var resource in Resources)
        {
            foreach (var command in await ReadCommandsAsync(resource))
            {
                var said = await PressAsync(resource, command);
                fine &= said.Contains("succeeded", StringComparison.Ordinal);
                Console.WriteLine($"{resource,-12} {command,-32} {said}");
            }
        }

        return fine;
    }

    public async Task<bool> OpenAllAsync()
    {
        var fine = true;
        using var client = new HttpClient();
        foreach (var resource in Resources)
        {
            await HomeAsync();
            await OpenMenuAsync(resource);
            await Item("View details").ClickAsync();
            await page.WaitForTimeoutAsync(2_000);
            var links = await page.Locator("a[href^='http://localhost']").EvaluateAllAsync<string[]>("all => all.map(one => one.href)");
            var own = dashboard.GetLeftPart(UriPartial.Authority);
            var others = links.Where(link => !link.StartsWith(own, StringComparison.Ordinal));
            foreach (var link in others.Distinct(StringComparer.Ordinal))
            {
                using var answer = await client.GetAsync(new Uri(link));
                fine &= answer.IsSuccessStatusCode;
                Console.WriteLine($"{resource,-12} {link,-48} {(int)answer.StatusCode}");
            }
        }

        return fine;
    }

    private async Task<List<string>> ReadCommandsAsync(string resource)
    {
        await HomeAsync();
        await OpenMenuAsync(resource);
        var texts = await page.GetByRole(AriaRole.Menuitem).AllInnerTextsAsync();
        const StringSplitOptions Lines = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return
        [
            .. texts.SelectMany(text => text.Split('\n', Lines))
                .Distinct(StringComparer.Ordinal)
                .Where(text => text != "Commands" && !Standard.Contains(text, StringComparer.Ordinal)),
        ];
    }

    private async Task<string> PressAsync(string resource, string command)
    {
        await HomeAsync();
        await OpenMenuAsync(resource);
        await Item(command).ClickAsync();
        await page.WaitForTimeoutAsync(2_500);
        var confirm = page.Locator("fluent-dialog fluent-button[appearance=primary]:visible")
            .Filter(new LocatorFilterOptions { HasNotText = "Copy" });
        var ended = new Regex(
            $"\"{Regex.Escape(command)}\" (succeeded|failed)", RegexOptions.None, TimeSpan.FromSeconds(1));
        var toast = page.Locator(".resource-command-toast [slot=title]")
            .Filter(new LocatorFilterOptions { HasTextRegex = ended });
        // A command that took long to begin has no toast left to end with; its answer is shown all the same.
        var answer = page.Locator("fluent-dialog fluent-button:visible")
            .Filter(new LocatorFilterOptions { HasText = "Copy to clipboard" });
        for (var tenSeconds = 0; tenSeconds < 6; tenSeconds++)
        {
            // Again: a dialog whose input is still being loaded calls it missing, and stays open.
            if (await confirm.CountAsync() > 0)
            {
                await confirm.First.ClickAsync();
            }

            try
            {
                await toast.First.WaitForAsync(
                    new LocatorWaitForOptions { State = WaitForSelectorState.Attached, Timeout = 10_000 });
                return (await toast.First.InnerTextAsync()).Trim();
            }
            catch (TimeoutException)
            {
                if (await answer.CountAsync() > 0)
                {
                    return $"{resource} \"{command}\" succeeded, and its answer is shown";
                }
            }
        }

        return "nothing was said within a minute";
    }

    private async Task HomeAsync()
    {
        await page.GotoAsync(new Uri(dashboard, "/").ToString());
        await page.WaitForTimeoutAsync(2_000);
        var left = page.Locator("fluent-dialog fluent-button:visible").Filter(new LocatorFilterOptions { HasText = "Cancel" });
        while (await left.CountAsync() > 0)
        {
            await left.First.ClickAsync();
            await page.WaitForTimeoutAsync(1_000);
        }
    }

    private async Task OpenMenuAsync(string resource)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = resource }).First;
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Actions" }).ClickAsync();
        await page.WaitForTimeoutAsync(1_000);
        var more = page.GetByRole(AriaRole.Menuitem).Filter(new LocatorFilterOptions { HasText = "Commands" });
        if (await more.CountAsync() > 0)
        {
            await more.First.HoverAsync();
            await page.WaitForTimeoutAsync(1_000);
        }
    }

    private ILocator Item(string text) =>
        page.Locator("fluent-menu-item").GetByText(text, new LocatorGetByTextOptions { Exact = true }).First;
}
