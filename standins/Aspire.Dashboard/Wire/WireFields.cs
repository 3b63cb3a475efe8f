namespace Aspire.Dashboard.Wire;

/// <summary>Walks over the occurrences of one length-delimited field in a message that fits its shape, as ranges of the whole body.</summary>
internal ref struct WireFields
{
    private readonly int _field;
    private readonly int _start;
    private WireReader _reader;

    public WireFields(ReadOnlySpan<byte> body, int field) : this(body, .., field)
    {
    }

    public WireFields(ReadOnlySpan<byte> body, Range message, int field)
    {
        (_start, var length) = message.GetOffsetAndLength(body.Length);
        _reader = new WireReader(body.Slice(_start, length));
        _field = field;
    }

    public Range Current { get; private set; }

    public readonly WireFields GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_reader.AtEnd && _reader.TryReadTag(out var number, out var type))
        {
            if (number != _field)
            {
                _reader.TrySkip(type);
                continue;
            }

            _reader.TryReadBytes(out var bytes);
            var end = _start + _reader.Position;
            Current = (end - bytes.Length)..end;
            return true;
        }

        return false;
    }

    /// <summary>The last occurrence of a length-delimited field, which is the one that counts; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> body, Range message, int field) => Last(body[message], field);

    public static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> message, int field)
    {
        ReadOnlySpan<byte> last = default;
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (number == field)
            {
                reader.TryReadBytes(out last);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return last;
    }

    /// <summary>The last occurrence of a varint field; 0 when there is none.</summary>
    public static ulong LastVarint(ReadOnlySpan<byte> message, int field)
    {
        ulong last = 0;
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (number == field)
            {
                reader.TryReadVarint(out last);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return last;
    }
}
