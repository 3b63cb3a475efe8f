using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Genesys.Receiver.Hosting;

/// <summary>
/// Puts a folder's entries on the disk. What is in a file is there after fsync(2) of the file; its name isn't before
/// one of its folder, and a power cut takes the file with it. .NET opens no folders.
/// </summary>
internal static class DurableFolder
{
    private const int ReadOnly = 0;
    private const int AccessDenied = 13;

    /// <summary>Makes a folder, and those above it, unless they are there; their names are on the disk then.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="flush">What puts names on the disk; null: <see cref="Flush"/>.</param>
    /// <exception cref="IOException">It can't be made; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Create(string folder, Action<string>? flush = null)
    {
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            Create(parent, flush);
            Directory.CreateDirectory(folder);
            (flush ?? Flush)(parent);
        }
    }

    /// <summary>Puts the names in a folder on the disk.</summary>
    /// <exception cref="IOException">It can't be opened, or the disk is broken.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS writes names into its own log.
            return;
        }

        using var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly), ownsHandle: true);
        if (!handle.IsInvalid)
        {
            RandomAccess.FlushToDisk(handle);
        }
        else if (Marshal.GetLastPInvokeError() != AccessDenied)
        {
            throw new IOException("The folder can't be opened.");
        }

        // Else it is a folder that may be written and not read: names reach the disk when the system writes them.
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
