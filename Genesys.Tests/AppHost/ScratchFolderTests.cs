using System.Globalization;
using Genesys.AppHost;
using Genesys.Drills.Processes;

namespace Genesys.Tests.AppHost;

public class ScratchFolderTests
{
    [Fact]
    public async Task FolderOfAKilledRun_IsRemovedByTheNext_ThatOfARunningOneIsNot()
    {
        using var process = RunningProcess.Start("dotnet", ["--version"]);
        await process.WaitAsync(Cancel);
        var left = Folder(process.Id);
        using var other = new ScratchFolder();
        Assert.True(Directory.Exists(other.Path));

        using var next = new ScratchFolder();
        Assert.True(Directory.Exists(next.Path));

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(other.Path));
    }

    [Fact]
    public void Folder_IsGoneWithTheRun()
    {
        string path;
        using (var folder = new ScratchFolder())
        {
            path = folder.Path;
            File.WriteAllText(Path.Combine(path, "journal.db"), "");
        }

        Assert.False(Directory.Exists(path));
    }

    private static string Folder(int processId) => Directory.CreateDirectory(Path.Combine(
        Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"genesys-apphost-{processId}-left"))).FullName;
}
