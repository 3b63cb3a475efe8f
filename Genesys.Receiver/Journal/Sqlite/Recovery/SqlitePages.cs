using System.Buffers.Binary;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>
/// The pages of a file, those of its log's committed transactions in place of the file's own
/// (https://sqlite.org/fileformat2.html).
/// </summary>
internal sealed class SqlitePages : IDisposable
{
    private const int LogHeader = 32;
    private const int FrameHeader = 24;

    // Read nowhere, for the header may be what is damaged.
    public const int Size = SqliteFile.PageSize;

    private readonly FileStream _file;
    private readonly FileStream? _log;
    private readonly Dictionary<uint, long> _inLog = [];

    public SqlitePages(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Count = (uint)(_file.Length / Size);
        if (File.Exists(path + "-wal"))
        {
            _log = new FileStream(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            ReadLog(_log);
        }
    }

    /// <summary>Number of the last page; the first is 1.</summary>
    public uint Count { get; private set; }

    /// <summary>True when the header says that the file is a journal.</summary>
    public bool HaveMark
    {
        get
        {
            const int ApplicationId = 68;
            var first = new byte[Size];
            return TryRead(1, first) && first.AsSpan().StartsWith("SQLite format 3\0"u8)
                && BinaryPrimitives.ReadInt32BigEndian(first.AsSpan(ApplicationId)) == SqliteSchema.ApplicationId;
        }
    }

    /// <summary>Reads a page; false when there is none of this number.</summary>
    public bool TryRead(uint number, Span<byte> page)
    {
        if (number == 0 || number > Count)
        {
            return false;
        }

        var (stream, offset) = _inLog.TryGetValue(number, out var inLog)
            ? (_log!, inLog) : (_file, (number - 1L) * Size);
        return RandomAccess.Read(stream.SafeFileHandle, page[..Size], offset) == Size;
    }

    public void Dispose()
    {
        _file.Dispose();
        _log?.Dispose();
    }

    private void ReadLog(FileStream log)
    {
        Span<byte> header = stackalloc byte[LogHeader];
        if (RandomAccess.Read(log.SafeFileHandle, header, 0) < LogHeader)
        {
            return;
        }

        var salt = header[16..24].ToArray();
        var uncommitted = new Dictionary<uint, long>();
        for (long offset = LogHeader; RandomAccess.Read(
            log.SafeFileHandle, header[..FrameHeader], offset) == FrameHeader; offset += FrameHeader + Size)
        {
            if (!header[8..16].SequenceEqual(salt))
            {
                return;
            }

            uncommitted[BinaryPrimitives.ReadUInt32BigEndian(header)] = offset + FrameHeader;
            if (BinaryPrimitives.ReadUInt32BigEndian(header[4..]) is var pages and > 0)
            {
                Count = Math.Max(Count, pages);
                foreach (var (number, at) in uncommitted)
                {
                    _inLog[number] = at;
                }

                uncommitted.Clear();
            }
        }
    }
}
