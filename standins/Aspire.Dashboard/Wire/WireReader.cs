using System.Buffers.Binary;

namespace Aspire.Dashboard.Wire;

/// <summary>Steps through one protobuf message. Each <c>Try</c> method answers false, and moves no further, when the bytes end or make no sense.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>Offset of the next unread byte.</summary>
    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _message.Length;

    public bool TryReadTag(out int field, out WireType type)
    {
        if (!TryReadVarint(out var tag) || tag > uint.MaxValue)
        {
            (field, type) = (0, default);
            return false;
        }

        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        return field > 0 && type is WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32;
    }

    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position >= _message.Length)
            {
                return false;
            }

            var next = _message[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    public bool TryReadFixed64(out ulong value)
    {
        if (_message.Length - Position < 8)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_message[Position..]);
        Position += 8;
        return true;
    }

    public bool TryReadFixed32(out uint value)
    {
        if (_message.Length - Position < 4)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(_message[Position..]);
        Position += 4;
        return true;
    }

    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        if (!TryReadVarint(out var length) || length > (ulong)(_message.Length - Position))
        {
            bytes = default;
            return false;
        }

        bytes = _message.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }

    public bool TrySkip(WireType type) => type switch
    {
        WireType.Varint => TryReadVarint(out _),
        WireType.Fixed64 => TryReadFixed64(out _),
        WireType.Bytes => TryReadBytes(out _),
        _ => TryReadFixed32(out _),
    };
}
