#:package Deque.AxeCore.Playwright
#:package Microsoft.Playwright
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Looks at pages of a running console with Chromium (the variable CHROMIUM, or /usr/bin/chromium).
//   dotnet run docs/pictures/console.cs -- LOGIN FOLDER PATH...     a sheet for each page: light and dark, 1400, 768
//                                                                  and 390 wide, side by side
//   dotnet run docs/pictures/console.cs -- LOGIN FOLDER --docs PATH...     in light alone, 1400 wide, to be kept
// A PATH may have the picture's name before it: delivery=/deliveries/12.
// LOGIN is the link that the console prints. A page that axe finds something on, that is wider than the window, or that
// the browser complains about is told; 1 when there is one.

using System.Globalization;
using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

if (args is not [var login, var folder, .. var rest] || rest.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run docs/pictures/console.cs -- LOGIN FOLDER [--docs] PATH...");
    return 2;
}

var forDocs = rest[0] == "--docs";
var paths = forDocs ? rest[1..] : rest;
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
var fine = true;
(ColorScheme Colours, int Width)[] looks = forDocs
    ? [(ColorScheme.Light, 1400)]
    :
    [
        (ColorScheme.Light, 1400), (ColorScheme.Light, 768), (ColorScheme.Light, 390),
        (ColorScheme.Dark, 1400), (ColorScheme.Dark, 768), (ColorScheme.Dark, 390),
    ];
var sheets = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
Directory.CreateDirectory(folder);
foreach (var (colours, width) in looks)
{
    var page = await browser.NewPageAsync(new BrowserNewPageOptions
    {
        ColorScheme = colours,
        ViewportSize = new ViewportSize { Width = width, Height = 900 },
    });
    page.Console += (_, message) =>
    {
        if (message.Type is "error" or "warning")
        {
            Complain(page.Url, message.Text);
        }
    };
    page.PageError += (_, error) => Complain(page.Url, error);
    await page.GotoAsync(login);
    foreach (var wanted in paths)
    {
        var named = wanted.IndexOf('=') is > 0 and var equals && wanted[0] != '/' ? wanted[..equals] : null;
        var path = named is null ? wanted : wanted[(named.Length + 1)..];
        var look = $"{path} {colours} {width}";
        await page.GotoAsync(new Uri(new Uri(login), path).ToString());
        await page.WaitForTimeoutAsync(300);
        var words = path.Trim('/').Select(one => char.IsAsciiLetterOrDigit(one) ? one : '-');
        var name = named ?? (string.Concat(words) is { Length: > 0 } some ? some : "overview");
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = forDocs ? Path.Combine(folder, $"console-{name}.png") : null,
            FullPage = true,
        });
        var sheet = sheets.TryGetValue(name, out var begun) ? begun : sheets[name] = new StringBuilder();
        sheet.Append(CultureInfo.InvariantCulture, $"<img width={width / 2} src='data:image/png;base64,{Convert.ToBase64String(picture)}'>");
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var over)
        {
            Complain(look, $"{over} px wider than the window");
        }

        foreach (var violation in (await page.RunAxe()).Violations)
        {
            Complain(look, $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(3))}");
        }
    }

    await page.CloseAsync();
}

foreach (var (name, pictures) in forDocs ? [] : sheets)
{
    var page = await browser.NewPageAsync(
        new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1340, Height = 600 } });
    await page.SetContentAsync($"<body style='margin:0;background:#888;display:flex;flex-wrap:wrap;gap:8px;align-items:start'>{pictures}");
    await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    await page.CloseAsync();
}

return fine ? 0 : 1;

void Complain(string where, string what)
{
    fine = false;
    Console.WriteLine($"{where}: {what}");
}
