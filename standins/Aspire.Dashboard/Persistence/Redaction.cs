using System.Buffers;
using System.Text;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Persistence;

/// <summary>
/// Masks what must not reach the disk: values of attributes whose name speaks of a secret, and within every other text e-mail addresses,
/// international phone numbers, credentials and tokens. Bytes are overwritten with <c>*</c> where they stand, so that no length changes.
/// </summary>
internal static class Redaction
{
    private const byte Mask = (byte)'*';
    private const string KeyValue = "opentelemetry.proto.common.v1.KeyValue";
    private const int MinPhoneDigits = 8;
    private const int MinTokenLength = 20;

    private static readonly SearchValues<byte> EndsOfCredential = SearchValues.Create(" ,;\"'\n"u8);

    private static readonly string[] SecretKeys =
        ["password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "authorization", "cookie", "credential", "private_key", "private-key", "connectionstring", "connection_string"];

    private static readonly byte[][] SecretParameters =
        [.. new[] { "password=", "pwd=", "secret=", "token=", "key=", "signature=", "sig=", "code=", "t=" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Masks a message, which has to fit its shape, in place.</summary>
    public static void Apply(Span<byte> message, WireShape shape) => Apply(message, shape, isSecret: false);

    private static void Apply(Span<byte> message, WireShape shape, bool isSecret)
    {
        isSecret |= shape.Name == KeyValue && IsSecretKey(WireFields.Last(message, 1));
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (type != WireType.Bytes || shape[number] is not { } field)
            {
                reader.TrySkip(type);
                continue;
            }

            reader.TryReadBytes(out var bytes);
            var value = message.Slice(reader.Position - bytes.Length, bytes.Length);
            if (field.Message is { } nested)
            {
                Apply(value, nested, isSecret);
            }
            else if (isSecret && !(shape.Name == KeyValue && number == 1))
            {
                value.Fill(Mask);
            }
            else if (field.IsText)
            {
                MaskText(value);
            }
        }
    }

    private static bool IsSecretKey(ReadOnlySpan<byte> key)
    {
        if (key.Length > 256)
        {
            return true;
        }

        Span<char> text = stackalloc char[key.Length];
        var length = Encoding.UTF8.GetChars(key, text);
        foreach (var secret in SecretKeys)
        {
            if (text[..length].Contains(secret, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void MaskText(Span<byte> text)
    {
        if (text.IndexOfAny("@+="u8) >= 0)
        {
            MaskEmails(text);
            MaskPhones(text);
            MaskParameters(text);
        }

        MaskAfter(text, "Bearer "u8);
        MaskAfter(text, "Basic "u8);
        MaskJwts(text);
    }

    private static void MaskEmails(Span<byte> text)
    {
        for (var at = text.IndexOf((byte)'@'); at >= 0;)
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && IsAddress(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && IsAddress(text[end]))
            {
                end++;
            }

            if (start < at && text[(at + 1)..end].Contains((byte)'.'))
            {
                text[start..at].Fill(Mask);
                text[(at + 1)..end].Fill(Mask);
            }

            var next = text[end..].IndexOf((byte)'@');
            at = next < 0 ? -1 : end + next;
        }

        static bool IsAddress(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'_' or (byte)'-' or (byte)'+' or (byte)'%' or >= 0x80;
    }

    private static void MaskPhones(Span<byte> text)
    {
        for (var i = text.IndexOf((byte)'+'); i >= 0 && i < text.Length; i++)
        {
            if (text[i] != (byte)'+')
            {
                continue;
            }

            var (end, digits) = (i + 1, 0);
            while (end < text.Length && (char.IsAsciiDigit((char)text[end]) || text[end] is (byte)' ' or (byte)'-' or (byte)'(' or (byte)')'))
            {
                digits += char.IsAsciiDigit((char)text[end]) ? 1 : 0;
                end++;
            }

            if (digits >= MinPhoneDigits)
            {
                text[(i + 1)..end].Fill(Mask);
            }
        }
    }

    private static void MaskParameters(Span<byte> text)
    {
        for (var equals = text.IndexOf((byte)'='); equals >= 0;)
        {
            var end = equals + 1;
            while (end < text.Length && text[end] is not ((byte)'&' or (byte)' ' or (byte)';' or (byte)'"' or (byte)'\'' or (byte)'\n'))
            {
                end++;
            }

            if (Array.Exists(SecretParameters, EndsHere(text[..(equals + 1)])))
            {
                text[(equals + 1)..end].Fill(Mask);
            }

            var next = text[end..].IndexOf((byte)'=');
            equals = next < 0 ? -1 : end + next;
        }
    }

    private static Predicate<byte[]> EndsHere(ReadOnlySpan<byte> text)
    {
        // The longest parameter has ten letters; with one before them, to tell "t=" from "at=".
        var tail = text[^Math.Min(12, text.Length)..].ToArray();
        return parameter =>
            tail.Length >= parameter.Length
            && Ascii.EqualsIgnoreCase(tail.AsSpan(tail.Length - parameter.Length), parameter)
            && (parameter.Length > 2 || tail.Length == parameter.Length || tail[^(parameter.Length + 1)] is (byte)'?' or (byte)'&');
    }

    private static void MaskAfter(Span<byte> text, ReadOnlySpan<byte> scheme)
    {
        for (var start = text.IndexOf(scheme); start >= 0;)
        {
            var from = start + scheme.Length;
            var length = text[from..].IndexOfAny(EndsOfCredential);
            var end = length < 0 ? text.Length : from + length;
            text[from..end].Fill(Mask);
            var next = text[end..].IndexOf(scheme);
            start = next < 0 ? -1 : end + next;
        }
    }

    private static void MaskJwts(Span<byte> text)
    {
        for (var start = text.IndexOf("eyJ"u8); start >= 0;)
        {
            var end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit((char)text[end]) || text[end] is (byte)'.' or (byte)'_' or (byte)'-'))
            {
                end++;
            }

            if (end - start >= MinTokenLength)
            {
                text[start..end].Fill(Mask);
            }

            end = Math.Max(end, start + 3);
            var next = text[end..].IndexOf("eyJ"u8);
            start = next < 0 ? -1 : end + next;
        }
    }
}
