using System.Runtime.InteropServices;
using System.Text;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Which file a path leads to: its inode and its device. Where the system doesn't tell, all files that exist are equal.</summary>
internal readonly record struct FileIdentity(ulong Inode, ulong Device)
{
    // statx(2): the same structure on every processor, as opposed to stat's.
    private const int CurrentDirectory = -100;
    private const uint WantInode = 0x100;
    private const int BufferSize = 256;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    [ThreadStatic]
    private static byte[]? t_buffer;

    private static bool s_hasStatx = OperatingSystem.IsLinux();

    /// <summary>A path as the system takes it.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>The file that a path leads to now; null when there is none, or none that can be reached.</summary>
    public static FileIdentity? Of(string path, byte[] encoded)
    {
        if (s_hasStatx)
        {
            try
            {
                var buffer = t_buffer ??= new byte[BufferSize];
                return StatX(CurrentDirectory, encoded, 0, WantInode, buffer) == 0
                    ? new FileIdentity(BitConverter.ToUInt64(buffer, InodeAt), BitConverter.ToUInt64(buffer, DeviceAt))
                    : null;
            }
            catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
            {
                s_hasStatx = false;
            }
        }

        return File.Exists(path) ? default(FileIdentity) : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] result);
}
