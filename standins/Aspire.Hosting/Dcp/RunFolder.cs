namespace Aspire.Hosting.Dcp;

/// <summary>A folder of this run for what its processes leave behind; made when asked for, and gone with the run.</summary>
internal sealed class RunFolder(ProcessGuard guard) : IDisposable
{
    private readonly Lazy<string> path = new(() =>
    {
        var folder = guard.RunFolder;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // A process that gives up root has to get through to its own folder inside.
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        return folder;
    });

    public string Path => path.Value;

    public void Dispose()
    {
        if (path.IsValueCreated && Directory.Exists(path.Value))
        {
            Directory.Delete(path.Value, recursive: true);
        }
    }
}
