using System.Buffers.Text;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// JSON numbers as integers. As in JSON Schema (2020-12 validation, 6.1.1) the value counts and not how it is written:
/// 1.0 and 1e3 are integers, 1.5 and 1e-3 aren't.
/// </summary>
internal static class IntegerText
{
    /// <summary>Digits of the longest <see cref="long"/>.</summary>
    private const int MaxDigits = 19;

    /// <summary>True when a number has no fraction. Any length will do.</summary>
    /// <param name="number">A number as JSON writes it.</param>
    public static bool IsInteger(ReadOnlySpan<byte> number) => new Parts(number) is { IsZero: true } or { Scale: >= 0 };

    /// <summary>The value of a number without fraction; false when it doesn't fit.</summary>
    /// <param name="number">A number as JSON writes it.</param>
    public static bool TryRead(ReadOnlySpan<byte> number, out long value)
    {
        if (Utf8Parser.TryParse(number, out value, out var length) && length == number.Length)
        {
            return true;
        }

        value = 0;
        var parts = new Parts(number);
        if (parts.IsZero)
        {
            return true;
        }

        if (parts.Scale < 0 || parts.Digits + parts.Scale > MaxDigits)
        {
            return false;
        }

        return TryRead(parts, number, out value);
    }

    private static bool TryRead(Parts parts, ReadOnlySpan<byte> number, out long value)
    {
        var magnitude = Int128.Zero;
        var left = parts.Digits;
        foreach (var character in number[parts.First..])
        {
            if (left > 0 && character != (byte)'.')
            {
                magnitude = (magnitude * 10) + (character - '0');
                left--;
            }
        }

        for (var scale = 0; scale < parts.Scale; scale++)
        {
            magnitude *= 10;
        }

        magnitude = number[0] == (byte)'-' ? -magnitude : magnitude;
        var fits = magnitude >= long.MinValue && magnitude <= long.MaxValue;
        value = fits ? (long)magnitude : 0;
        return fits;
    }

    /// <summary>A number as its significant digits, without zeros on either side, and a power of ten.</summary>
    private readonly ref struct Parts
    {
        /// <summary>An exponent as large as that is as good as any larger one.</summary>
        private const int MaxExponent = 1_000_000_000;

        public Parts(ReadOnlySpan<byte> number)
        {
            var mantissa = number.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var at ? number[..at] : number;
            First = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
            if (First < 0)
            {
                IsZero = true;
                return;
            }

            var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
            var point = mantissa.IndexOf((byte)'.') is >= 0 and var dot ? dot : mantissa.Length;
            Digits = last - First + 1 - (point > First && point < last ? 1 : 0);
            Scale = Exponent(number[mantissa.Length..]) + (last < point ? point - last - 1 : point - last);
        }

        public bool IsZero { get; }

        /// <summary>Offset of the first significant digit.</summary>
        public int First { get; }

        /// <summary>How many significant digits there are.</summary>
        public int Digits { get; }

        /// <summary>The power of ten that the digits, read as an integer, are multiplied with.</summary>
        public int Scale { get; }

        private static int Exponent(ReadOnlySpan<byte> text)
        {
            var exponent = 0;
            foreach (var character in text)
            {
                if (char.IsAsciiDigit((char)character))
                {
                    exponent = (int)Math.Min((exponent * 10L) + (character - '0'), MaxExponent);
                }
            }

            return text.Contains((byte)'-') ? -exponent : exponent;
        }
    }
}
