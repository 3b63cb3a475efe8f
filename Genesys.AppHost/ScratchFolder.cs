using System.Diagnostics;
using System.Globalization;

namespace Genesys.AppHost;

/// <summary>
/// A folder of this run, made when it is asked for and gone when the run ends. When this process is killed a shell
/// that it has started removes the folder; when that one is killed too the next run does.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "genesys-apphost-";

    /// <summary>
    /// Reads until the process at the other end is gone, then waits until its users have ended, at most a minute: a
    /// receiver that was just starting makes the folder anew. Where /proc doesn't tell who they are it waits 10 s when
    /// the folder still is there, and looks for it three times more.
    /// </summary>
    private const string RemoveAfterKill =
        """
        trap '' INT TERM HUP
        exec > /dev/null 2>&1
        cat > /dev/null
        for second in $(seq 60); do grep -qsF -- "$1" /proc/[0-9]*/environ || break; sleep 1; done
        [ -d "$1" ] && [ ! -d /proc/1 ] && sleep 10
        for second in 1 2 3; do rm -rf -- "$1"; sleep 1; done
        rm -rf -- "$1"
        """;

    private readonly Lazy<DirectoryInfo> folder;
    private Process? watcher;

    public ScratchFolder() => folder = new Lazy<DirectoryInfo>(Create);

    public string Path => folder.Value.FullName;

    /// <summary>Another user than the one who made it can reach, not read, what is in it.</summary>
    public void LetOthersPassThrough()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public void Dispose()
    {
        if (folder.IsValueCreated)
        {
            TryDelete(folder.Value.FullName);
            watcher?.Dispose(); // its input ends, and so does it
        }
    }

    private DirectoryInfo Create()
    {
        RemoveLeftovers();
        var made = Directory.CreateTempSubdirectory(
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-"));
        if (!OperatingSystem.IsWindows())
        {
            watcher = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", RemoveAfterKill, Prefix, made.FullName])
            {
                RedirectStandardInput = true,
                WorkingDirectory = "/",
            });
        }

        return made;
    }

    private static void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(leftover)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                && !IsRunning(processId))
            {
                TryDelete(leftover);
            }
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, or still held by a receiver that is about to end: the next run tries again.
        }
    }
}
