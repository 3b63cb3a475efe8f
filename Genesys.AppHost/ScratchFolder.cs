using System.Diagnostics;
using System.Globalization;

namespace Genesys.AppHost;

/// <summary>A folder of this run, made when it is asked for and gone when the run ends; what a killed run left is removed by the next one.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "genesys-apphost-";

    private readonly Lazy<DirectoryInfo> folder = new(() =>
    {
        RemoveLeftovers();
        return Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-"));
    });

    public string Path => folder.Value.FullName;

    /// <summary>Another user than the one who made it can reach, not read, what is in it.</summary>
    public void LetOthersPassThrough()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public void Dispose()
    {
        if (folder.IsValueCreated)
        {
            TryDelete(folder.Value.FullName);
        }
    }

    private static void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(leftover)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && !IsRunning(processId))
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
