using System.Text;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>A row as it was found.</summary>
internal sealed record SqliteRow(long Id, IReadOnlyList<SqliteValue> Values);

/// <summary>A value as it was found.</summary>
/// <param name="Type">Its serial type (https://sqlite.org/fileformat2.html#record_format).</param>
internal readonly record struct SqliteValue(long Type, ReadOnlyMemory<byte> Bytes)
{
    public bool IsNull => Type == 0;

    public bool IsInteger => Type is (>= 1 and <= 6) or 8 or 9;

    public bool IsBlob => Type >= 12 && Type % 2 == 0;

    public bool IsRecord(byte kind) => IsBlob && RecordFrame.TryOpen(Bytes.Span, kind, out _, out _);

    public long? Integer
    {
        get
        {
            if (!IsInteger)
            {
                return null;
            }

            long value = Type == 9 ? 1 : Bytes.IsEmpty ? 0 : (sbyte)Bytes.Span[0];
            foreach (var next in Bytes.Span[Math.Min(1, Bytes.Length)..])
            {
                value = (value << 8) | next;
            }

            return value;
        }
    }

    public string? Text => Type >= 13 && Type % 2 == 1 ? Encoding.UTF8.GetString(Bytes.Span) : null;
}
