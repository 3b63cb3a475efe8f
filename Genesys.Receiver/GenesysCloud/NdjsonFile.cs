using Microsoft.Win32.SafeHandles;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// A file of lines that are whole and on the disk when <see cref="Append"/> returns, and that is set aside when it is
/// full.
/// </summary>
internal sealed class NdjsonFile : IDisposable
{
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _kept;
    private FileStream _stream;
    private long _length;

    private NdjsonFile(string path, long maxBytes, int kept)
    {
        _path = path;
        _maxBytes = maxBytes;
        _kept = kept;
        _stream = OpenStream(path);
        _length = WholeLines(_stream.SafeFileHandle);
        _stream.SetLength(_length);
    }

    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static NdjsonFile Open(string path, long maxBytes, int kept)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new NdjsonFile(path, maxBytes, kept);
    }

    /// <summary>Writes the lines, each ending in a line feed, and waits for the disk once.</summary>
    /// <exception cref="IOException">The disk is full or broken; which of the lines are there is unknown.</exception>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        foreach (var line in lines)
        {
            if (_length > 0 && _length + line.Length > _maxBytes)
            {
                SetAside();
            }

            RandomAccess.Write(_stream.SafeFileHandle, line.Span, _length);
            _length += line.Length;
        }

        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
    }

    public void Dispose() => _stream.Dispose();

    private void SetAside()
    {
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
        _stream.Dispose();
        for (var number = _kept; number >= 1; number--)
        {
            var from = number == 1 ? _path : $"{_path}.{number - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{_path}.{number}", overwrite: true);
            }
        }

        _stream = OpenStream(_path);
        _length = 0;
    }

    private static FileStream OpenStream(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite,
            Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // A crash may have left the beginning of a line. Nobody was told that it is there, so it is fetched and written
    // again.
    private static long WholeLines(SafeFileHandle handle)
    {
        var chunk = new byte[4096];
        for (var end = RandomAccess.GetLength(handle); end > 0;)
        {
            var start = Math.Max(0, end - chunk.Length);
            var read = RandomAccess.Read(handle, chunk.AsSpan(0, (int)(end - start)), start);
            var lineEnd = chunk.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                return start + lineEnd + 1;
            }

            end = start;
        }

        return 0;
    }
}
