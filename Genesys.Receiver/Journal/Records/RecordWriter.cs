using System.Buffers.Binary;
using System.Text;

namespace Genesys.Receiver.Journal.Records;

/// <summary>Writes a record's fields one after the other into a buffer that grows and is used again.</summary>
internal sealed class RecordWriter
{
    // A buffer that one large body made grow is let go, so that memory follows the usual record.
    private const int MaxRetained = 64 * 1024;

    private byte[] _buffer = new byte[2048];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_buffer.Length > MaxRetained)
        {
            _buffer = new byte[2048];
        }
    }

    /// <summary>Makes room for bytes that are written later.</summary>
    public void Skip(int count)
    {
        Reserve(count);
        Length += count;
    }

    public Span<byte> At(int offset, int count) => _buffer.AsSpan(offset, count);

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
    }

    public void Int64(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(Length), value);
        Length += sizeof(long);
    }

    public void Count(uint value)
    {
        Reserve(5);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    public void Instant(DateTimeOffset value)
    {
        Int64(value.UtcTicks);
        Count((uint)((value.TotalOffsetMinutes + (14 * 60)) & 0xFFFF));
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        // Written where it ends up when its length takes one byte, as that of most texts does.
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        Reserve(size + 5);
        var start = Length + (value.Length < 40 ? 1 : 5);
        var written = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(start));
        Count((uint)written + 1);
        _buffer.AsSpan(start, written).CopyTo(_buffer.AsSpan(Length));
        Length += written;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }
    }
}
