using System.Text;
using Aspire.Dashboard.Wire;
using Google.Protobuf.Reflection;

namespace Aspire.Dashboard.Telemetry.Search;

/// <summary>Finds text in a record without decoding it: in every name, message, attribute key and value, at any depth, without regard to case.</summary>
internal sealed class TextMatch
{
    private readonly string _text;
    private readonly byte[] _lower;
    private readonly byte[]? _id;
    private readonly long? _number;

    public TextMatch(string text)
    {
        _text = text;
        _lower = Encoding.UTF8.GetBytes(text.ToLowerInvariant());
        _id = text.Length is 16 or 32 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
        _number = long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public bool IsIn(string text) => text.Contains(_text, StringComparison.OrdinalIgnoreCase);

    public bool IsIn(ReadOnlySpan<byte> message, WireShape shape)
    {
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (shape[number] is not { } field)
            {
                reader.TrySkip(type);
            }
            else if (type == WireType.Bytes)
            {
                reader.TryReadBytes(out var bytes);
                if (field.Message is { } nested ? IsIn(bytes, nested) : field.IsText ? IsInText(bytes) : field.IsHexId && _id is not null && bytes.SequenceEqual(_id))
                {
                    return true;
                }
            }
            else if (type == WireType.Varint && field.Descriptor.FieldType == FieldType.Int64)
            {
                reader.TryReadVarint(out var value);
                if (_number == (long)value)
                {
                    return true;
                }
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return false;
    }

    private bool IsInText(ReadOnlySpan<byte> text)
    {
        if (!Ascii.IsValid(_lower))
        {
            return IsIn(Encoding.UTF8.GetString(text));
        }

        var upper = (byte)char.ToUpperInvariant((char)_lower[0]);
        while (text.Length >= _lower.Length)
        {
            var start = text[..(text.Length - _lower.Length + 1)].IndexOfAny(_lower[0], upper);
            if (start < 0)
            {
                return false;
            }

            if (Ascii.EqualsIgnoreCase(text.Slice(start, _lower.Length), _lower))
            {
                return true;
            }

            text = text[(start + 1)..];
        }

        return false;
    }
}
