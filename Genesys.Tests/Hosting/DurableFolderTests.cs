using Genesys.Receiver.Hosting;

namespace Genesys.Tests.Hosting;

/// <summary>A power cut takes a folder whose name isn't on the disk, and all that is in it.</summary>
public sealed class DurableFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NewFolders_AreEachOnTheDisk_InTheOneAbove()
    {
        var flushed = new List<string>();
        var above = Path.Combine(_folder.FullName, "a");

        DurableFolder.Create(Path.Combine(above, "b"), flushed.Add);
        DurableFolder.Create(Path.Combine(above, "b"), flushed.Add);

        Assert.True(Directory.Exists(Path.Combine(above, "b")));
        Assert.Equal([_folder.FullName, above], flushed);
    }

    [Fact]
    public void FolderThatIsGone_CannotBeFlushed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cannot run here: Windows has nothing to flush");

        DurableFolder.Flush(_folder.FullName);

        Assert.Throws<IOException>(() => DurableFolder.Flush(Path.Combine(_folder.FullName, "gone")));
    }
}
