using System.Globalization;
using Genesys.Drills.Processes;

namespace Genesys.Tests.ServiceDefaults;

/// <summary>What the programs take from the machine to notice changed settings.</summary>
public class SettingsFilesTests
{
    // Programs have this process' variables, and it has set the same one for itself.
    private const string WithoutTheTestsOwnSetting = "unset DOTNET_USE_POLLING_FILE_WATCHER; exec \"$@\"";

    [Theory]
    [InlineData("Genesys.Receiver")]
    [InlineData("Genesys.MockCloudWatch")]
    [InlineData("Genesys.MockGenesys")]
    [InlineData("Genesys.Console")]
    public async Task Program_NeedsNoInotifyInstance_WhichAUserHasFewOf(string program)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "cannot run here: inotify is Linux's");
        var journal = Directory.CreateTempSubdirectory("settings-");
        var address = new Uri(
            $"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}");
        using var client = new HttpClient { BaseAddress = address };
        using var process = RunningProcess.Start(
            "bash", ["-c", WithoutTheTestsOwnSetting, "bash", .. RunningProcess.Command(program)],
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.AbsoluteUri,
                ["Console__Receiver"] = ReceiverApp.Nowhere,
                ["Intake__Auth__Mode"] = "None",
                ["ConnectionStrings__journal"] = $"Data Source={journal.FullName}/journal.db",
            });
        try
        {
            await process.WaitUntilReadyAsync(client, Cancel, "/alive");

            var files = Directory.GetFiles($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/fd")
                .Select(file => new FileInfo(file).LinkTarget);

            Assert.DoesNotContain("anon_inode:inotify", files);
        }
        finally
        {
            await process.KillAsync();
            journal.Delete(recursive: true);
        }
    }
}
