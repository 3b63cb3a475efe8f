using System.Buffers.Binary;
using System.Text;

namespace Genesys.Receiver.Journal.Records;

/// <summary>Reads a record's fields in the order in which <see cref="RecordWriter"/> wrote them.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long Int64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return value;
    }

    public uint Count()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public DateTimeOffset Instant()
    {
        var ticks = Int64();
        var offset = TimeSpan.FromMinutes((int)Count() - (14 * 60));
        return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(offset);
    }

    public string? OptionalText()
    {
        var count = Count();
        if (count == 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(_rest[..(int)(count - 1)]);
        _rest = _rest[(int)(count - 1)..];
        return text;
    }

    /// <summary>A text as it stands; empty for none.</summary>
    public ReadOnlySpan<byte> Utf8()
    {
        var count = Count();
        if (count == 0)
        {
            return [];
        }

        var text = _rest[..(int)(count - 1)];
        _rest = _rest[(int)(count - 1)..];
        return text;
    }

    public string Text() => OptionalText() ?? "";
}
