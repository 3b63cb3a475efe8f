using System.Globalization;
using Genesys.Receiver.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Genesys.Receiver.Destinations.Files;

/// <summary>
/// A file of lines that are whole and on the disk, under the file's name, when <see cref="Append"/> returns. It is set
/// aside when it is full, and when another day begins. Its owner alone can read it: conversations are personal data.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly string _path;
    private readonly byte[] _encoded;
    private readonly long _maxBytes;
    private readonly int? _kept;
    private readonly Action<string> _flushFolder;
    private FileStream _stream;
    private FileIdentity? _identity;
    private bool _isNamed;
    private long _length;
    private DateOnly _day;

    private EventFile(
        string path, long maxBytes, int? kept, Action<string> flushFolder, (DateOnly Day, int Number) setAside)
    {
        (_path, _maxBytes, _kept, _flushFolder, LastSetAside) = (path, maxBytes, kept, flushFolder, setAside);
        _encoded = FileIdentity.Encode(path);
        _stream = OpenStream(path);
        _identity = FileIdentity.Of(path, _encoded);
        // Before the file is changed: lines of yesterday stay yesterday's.
        _day = DateOnly.FromDateTime(File.GetLastWriteTimeUtc(path));
        _length = WholeLines(_stream.SafeFileHandle);
        if (_length < _stream.Length)
        {
            _stream.SetLength(_length);
        }
    }

    /// <summary>
    /// What was set aside last. Another may have taken it away since, and knows it by its name: no other gets it.
    /// </summary>
    public (DateOnly Day, int Number) LastSetAside { get; private set; }

    private string Folder => Path.GetDirectoryName(_path)!;

    /// <param name="path">Where it is, or will be.</param>
    /// <param name="maxBytes">At which length it is set aside.</param>
    /// <param name="kept">How many of those that were set aside are kept; null: all.</param>
    /// <param name="flushFolder">Puts the names in a folder on the disk.</param>
    /// <param name="setAside">The <see cref="LastSetAside"/> of the one that was open before.</param>
    /// <exception cref="IOException">It can't be opened; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static EventFile Open(
        string path, long maxBytes, int? kept, Action<string>? flushFolder = null,
        (DateOnly Day, int Number) setAside = default)
    {
        flushFolder ??= DurableFolder.Flush;
        DurableFolder.Create(Path.GetDirectoryName(path)!, flushFolder);
        return new EventFile(path, maxBytes, kept, flushFolder, setAside);
    }

    /// <summary>
    /// False when another has removed, renamed, replaced, emptied or lengthened it: what is written next would be where
    /// nobody looks for it, behind a hole, or over what is there.
    /// </summary>
    public bool IsAsItWasLeft
    {
        get
        {
            try
            {
                using var named = File.OpenHandle(_path, share: FileShare.ReadWrite);
                return RandomAccess.GetLength(named) == _length && FileIdentity.Of(_path, _encoded) == _identity;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Writes the lines, each ending in a line feed, and waits for the disk once.</summary>
    /// <exception cref="IOException">The disk is full or broken; which of the lines are there is unknown.</exception>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> lines, DateOnly today)
    {
        if (_length > 0 && _day != today)
        {
            SetAside();
        }

        _day = today;
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
        if (!_isNamed)
        {
            _flushFolder(Folder);
            _isNamed = true;
        }
    }

    public void Dispose() => _stream.Dispose();

    private void SetAside()
    {
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
        _stream.Dispose();
        var number = FreeNumber();
        File.Move(_path, NameOf(number));
        LastSetAside = (_day, number);
        DeleteOldest();
        _stream = OpenStream(_path);
        _identity = FileIdentity.Of(_path, _encoded);
        _length = 0;
        _isNamed = false;
    }

    private string Day => _day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private int FreeNumber() => 1 + SetAsideFiles().Where(file => file.Day == Day).Select(file => file.Number)
        .Append(LastSetAside.Day == _day ? LastSetAside.Number : 0).Max();

    private string NameOf(int number) => Path.Combine(
        Folder, string.Create(CultureInfo.InvariantCulture, $"{Stem}-{Day}-{number}{Path.GetExtension(_path)}"));

    private void DeleteOldest()
    {
        if (_kept is { } kept)
        {
            // Those of days to come are of a clock that was ahead, or this one is behind: what was set aside just now
            // is the newest all the same.
            foreach (var file in SetAsideFiles()
                .OrderBy(file => string.CompareOrdinal(file.Day, Day) > 0)
                .ThenByDescending(file => file.Day, StringComparer.Ordinal).ThenByDescending(file => file.Number)
                .Skip(kept).ToList())
            {
                File.Delete(file.Path);
            }
        }
    }

    private string Stem => Path.GetFileNameWithoutExtension(_path);

    /// <summary>
    /// The files of the form <c>stem-yyyy-MM-dd-number.ext</c>, and no other: they alone are this file's.
    /// </summary>
    private IEnumerable<(string Path, string Day, int Number)> SetAsideFiles()
    {
        const int dayLength = 10;
        var start = Stem + "-";
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (Path.GetExtension(path) != Path.GetExtension(_path)
                || !name.StartsWith(start, StringComparison.Ordinal) || name.Length < start.Length + dayLength + 2)
            {
                continue;
            }

            var day = name.Substring(start.Length, dayLength);
            if (name[start.Length + dayLength] == '-'
                && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _)
                && int.TryParse(
                    name.AsSpan(start.Length + dayLength + 1), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var number))
            {
                yield return (path, day, number);
            }
        }
    }

    private static FileStream OpenStream(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // A crash may have left the beginning of a line. Nobody was told that it is there, so it is written again.
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
