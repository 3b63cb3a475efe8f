using System.Runtime.InteropServices;
using System.Text;

namespace Genesys.Receiver.Hosting;

/// <summary>
/// Which file a path leads to: its inode and its device. Where the system doesn't tell, all files that exist are equal.
/// </summary>
internal readonly record struct FileIdentity(ulong Inode, ulong Device)
{
    // statx(2): the same structure on every processor, as opposed to stat's.
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint WantTypeAndInode = 0x101;
    private const int BufferSize = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;
    private const int TypeOfFile = 0xF000;
    private const int RegularFile = 0x8000;

    [ThreadStatic]
    private static byte[]? t_buffer;

    private static bool s_hasStatx = OperatingSystem.IsLinux();

    /// <summary>A path as the system takes it.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>The file that a path leads to now; null when there is none, or none that can be reached.</summary>
    /// <param name="path">The path.</param>
    /// <param name="encoded">The same, encoded.</param>
    /// <param name="followsLink">False when a path of a symbolic link leads to the link.</param>
    public static FileIdentity? Of(string path, byte[] encoded, bool followsLink = true) =>
        Read(encoded, followsLink ? 0 : NoFollow) switch
        {
            { Known: false } => File.Exists(path) ? default(FileIdentity) : null,
            { Result: { } result } =>
                new FileIdentity(BitConverter.ToUInt64(result, InodeAt), BitConverter.ToUInt64(result, DeviceAt)),
            _ => null,
        };

    /// <summary>True when a path leads to a folder, a device or a pipe.</summary>
    public static bool IsOtherThanAFile(string path) => Read(Encode(path), 0) switch
    {
        { Known: false } => Directory.Exists(path),
        { Result: { } result } => (BitConverter.ToUInt16(result, ModeAt) & TypeOfFile) != RegularFile,
        _ => false,
    };

    // The result is null when there is no such file; nothing is known where the system has no statx.
    private static (bool Known, byte[]? Result) Read(byte[] encoded, int flags)
    {
        if (s_hasStatx)
        {
            try
            {
                var buffer = t_buffer ??= new byte[BufferSize];
                return (true, StatX(CurrentDirectory, encoded, flags, WantTypeAndInode, buffer) == 0 ? buffer : null);
            }
            catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
            {
                s_hasStatx = false;
            }
        }

        return (false, null);
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] result);
}
