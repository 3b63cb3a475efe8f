using System.Buffers;
using System.Buffers.Binary;

namespace Aspire.Dashboard.Wire;

/// <summary>Appends protobuf fields to a buffer; a nested message is written first and then moved behind its length.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void WriteTag(int field, WireType type) => WriteVarint(((ulong)(uint)field << 3) | (byte)type);

    public void WriteVarint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void WriteFixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> bytes)
    {
        WriteTag(field, WireType.Bytes);
        WriteVarint((ulong)bytes.Length);
        _buffer.Write(bytes);
    }

    /// <summary>Appends fields that are encoded already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> fields) => _buffer.Write(fields);

    public void Clear() => _buffer.ResetWrittenCount();
}
