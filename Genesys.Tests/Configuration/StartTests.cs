using Genesys.Tests.Intake;

namespace Genesys.Tests.Configuration;

/// <summary>What holds for the program as it is started, in a process of its own.</summary>
public class StartTests
{
    [Fact]
    public async Task ProgramStartedFromAnotherFolder_ReadsTheSettingsBesideIt()
    {
        using var folder = new TemporaryFolder();
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(folder.Path, "journal.db"), new() { ["Intake__Auth__Mode"] = "None" },
            Cancel);
        using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), Cancel);

        await receiver.StopAsync(Cancel);

        // appsettings.json keeps the platform's two lines a request out of the log.
        Assert.Contains("Now listening on", receiver.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Request starting", receiver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LineThatEndsWithoutCarriageReturn_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(folder.Path, "journal.db"), new() { ["Intake__Auth__Mode"] = "None" },
            Cancel);
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync("GET /alive HTTP/1.1\nHost: localhost\n\n");

        Assert.StartsWith("HTTP/1.1 400 ", await caller.ReadAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("start-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
