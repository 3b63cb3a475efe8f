using System.Buffers;
using System.Text;

namespace Genesys.Receiver.Validation.Json;

/// <summary>Text in UTF-8 and JSON's escapes in it.</summary>
internal static class Utf8Text
{
    /// <summary>Offset of the first byte that begins no valid sequence; the length when there is none.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] < 0x80)
            {
                at++;
                continue;
            }

            if (Rune.DecodeFromUtf8(text[at..], out _, out var length) != OperationStatus.Done)
            {
                return at;
            }

            at += length;
        }

        return text.Length;
    }

    /// <summary>Value of an ASCII hexadecimal digit.</summary>
    public static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>
    /// The string that a token stands for, half surrogate pairs included. Its escapes have been checked.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (!escaped)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var buffer = ArrayPool<char>.Shared.Rent(raw.Length);
        var text = new string(buffer, 0, Unescape(raw, buffer));
        ArrayPool<char>.Shared.Return(buffer);
        return text;
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<char> destination)
    {
        var written = 0;
        while (true)
        {
            var backslash = raw.IndexOf((byte)'\\');
            written += Encoding.UTF8.GetChars(backslash < 0 ? raw : raw[..backslash], destination[written..]);
            if (backslash < 0)
            {
                return written;
            }

            raw = raw[(backslash + 1)..];
            var isUnit = raw[0] == (byte)'u';
            destination[written++] = (char)(isUnit ? Unit(raw) : Unescape(raw[0]));
            raw = raw[(isUnit ? 5 : 1)..];
        }
    }

    /// <summary>
    /// Writes a token's bytes with its escapes resolved; returns how many. They are never more than the token's own.
    /// Half of a surrogate pair becomes three bytes that are no UTF-8.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var backslash = raw.IndexOf((byte)'\\');
            var plain = backslash < 0 ? raw : raw[..backslash];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (backslash < 0)
            {
                return written;
            }

            raw = raw[(backslash + 1)..];
            if (raw[0] != (byte)'u')
            {
                destination[written++] = Unescape(raw[0]);
                raw = raw[1..];
                continue;
            }

            var scalar = Unit(raw);
            raw = raw[5..];
            if (char.IsHighSurrogate((char)scalar) && IsLowSurrogate(raw))
            {
                scalar = char.ConvertToUtf32((char)scalar, (char)Unit(raw[1..]));
                raw = raw[6..];
            }

            written += Encode(scalar, destination[written..]);
        }
    }

    private static bool IsLowSurrogate(ReadOnlySpan<byte> raw) =>
        raw.Length >= 6 && raw[0] == (byte)'\\' && raw[1] == (byte)'u' && char.IsLowSurrogate((char)Unit(raw[1..]));

    private static int Encode(int scalar, Span<byte> destination)
    {
        if (Rune.TryCreate(scalar, out var rune))
        {
            return rune.EncodeToUtf8(destination);
        }

        destination[0] = (byte)(0xE0 | (scalar >> 12));
        destination[1] = (byte)(0x80 | ((scalar >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (scalar & 0x3F));
        return 3;
    }

    private static byte Unescape(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };

    private static int Unit(ReadOnlySpan<byte> escape) =>
        (HexValue(escape[1]) << 12) | (HexValue(escape[2]) << 8) | (HexValue(escape[3]) << 4) | HexValue(escape[4]);
}
