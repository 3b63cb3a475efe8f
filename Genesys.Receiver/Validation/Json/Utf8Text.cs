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

    /// <summary>The string that a token stands for. Its escapes have been checked.</summary>
    public static string Decode(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (!escaped)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        var length = Unescape(raw, buffer);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>Writes a token's bytes with its escapes resolved; returns how many. They are never more than the token's own.</summary>
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

            int scalar = Unit(raw);
            raw = raw[5..];
            if (char.IsHighSurrogate((char)scalar))
            {
                scalar = char.ConvertToUtf32((char)scalar, (char)Unit(raw[1..]));
                raw = raw[6..];
            }

            written += new Rune(scalar).EncodeToUtf8(destination[written..]);
        }
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
