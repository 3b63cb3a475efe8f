namespace Genesys.AppHost;

/// <summary>A folder of this run, made when it is asked for and gone when the run ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly Lazy<DirectoryInfo> folder = new(() => Directory.CreateTempSubdirectory("genesys-"));

    public string Path => folder.Value.FullName;

    public void Dispose()
    {
        if (folder.IsValueCreated)
        {
            folder.Value.Delete(recursive: true);
        }
    }
}
