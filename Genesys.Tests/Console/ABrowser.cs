using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <summary>One Chromium, and a console before one receiver after an outage, for all tests of a class.</summary>
public sealed class ABrowser : IAsyncLifetime
{
    private static readonly string? Executable = new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;

    /// <summary>False where there is no browser: then nothing else is there.</summary>
    public bool IsThere => _playwright is not null;

    public IBrowser Chromium { get; private set; } = null!;

    internal FakeReceiver Receiver { get; private set; } = null!;

    internal ARunningConsole Console { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        Receiver = await FakeReceiver.StartAsync();
        Receiver.Story.AfterAnOutage();
        Console = await ARunningConsole.StartAsync(Receiver.Address);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Timeout = BrowserTests.Patience,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null)
        {
            await Chromium.DisposeAsync();
            _playwright.Dispose();
            await Console.DisposeAsync();
            await Receiver.DisposeAsync();
        }
    }
}
