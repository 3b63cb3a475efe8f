using Genesys.Receiver.Intake;
using Genesys.Tests.Console;
using Microsoft.Playwright;

namespace Genesys.Tests.Intake;

/// <summary>The API page in a real browser; skipped, and said to be, where there is none.</summary>
public sealed class ApiPageTests
{
    private static readonly string? Executable =
        new[]
        {
            Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
        }.FirstOrDefault(File.Exists);

    [Fact]
    public async Task ThePage_ShowsTheRoutes_AndAsksNobodyElse()
    {
        Assert.SkipWhen(Executable is null, "There is no browser.");
        using var receiver = ReceiverApp.Start(new() { ["environment"] = "Development" });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Timeout = BrowserTests.Patience,
            Args = [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(BrowserTests.Patience);
        var (foreign, errors) = (new List<string>(), new List<string>());
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(receiver.Address.AbsoluteUri, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                foreign.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };

        await page.GotoAsync(new Uri(receiver.Address, ApiPage.Path + "/").AbsoluteUri);
        await page.GetByText("Admin").First.WaitForAsync();

        Assert.Empty(foreign);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task ElsewhereThereIsNone()
    {
        using var receiver = ReceiverApp.Start();
        using var client = new HttpClient { BaseAddress = receiver.Address };
        using var answer = await client.GetAsync(ApiPage.Path + "/", Cancel);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }
}
