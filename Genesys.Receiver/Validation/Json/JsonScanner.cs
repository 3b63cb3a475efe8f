using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Genesys.Receiver.Validation.Json;

/// <summary>
/// Reads the tokens of a JSON text. A broken text is a <see cref="Fault"/> at an offset, never an exception:
/// <c>Utf8JsonReader</c> throws there (some 10 µs each), takes no NaN, and stops at other depths and digits than the
/// model whose verdicts are kept.
/// </summary>
internal ref struct JsonScanner
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _invalidUtf8At;

    public JsonScanner(ReadOnlySpan<byte> body)
    {
        _body = body;
        _invalidUtf8At = Utf8.IsValid(body) ? int.MaxValue : Utf8Text.FirstInvalid(body);
    }

    /// <summary>Offset of the next byte to read.</summary>
    public int At;

    /// <summary>Why reading stopped.</summary>
    public JsonFault Fault { get; private set; }

    /// <summary>Offset in bytes at which it stopped.</summary>
    public int FaultAt { get; private set; }

    /// <summary>
    /// True when an escape may stand for half of a surrogate pair. RFC 8259 allows it (section 7; 8.2 names it), and
    /// text that is only stored is stored as it came.
    /// </summary>
    public bool TakesLoneSurrogates { get; set; }

    public readonly ReadOnlySpan<byte> Body => _body;

    public readonly ReadOnlySpan<byte> Raw(StringToken token) => _body.Slice(token.Start, token.Length);

    public bool Fail(JsonFault fault, int at)
    {
        Fault = fault;
        FaultAt = at;
        return false;
    }

    /// <summary>Fails at a byte that cannot stand here, or at the end.</summary>
    public bool FailHere(int next)
    {
        if (next < 0)
        {
            return Fail(JsonFault.UnexpectedEnd, _body.Length);
        }

        if (At == 0 && _body.StartsWith("\uFEFF"u8))
        {
            return Fail(JsonFault.ByteOrderMark, At);
        }

        return Fail(At == _invalidUtf8At ? JsonFault.InvalidUtf8 : JsonFault.UnexpectedByte, At);
    }

    /// <summary>Steps over white space; returns the byte that follows without reading it, or -1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        while ((uint)At < (uint)_body.Length)
        {
            var next = _body[At];
            if (next > (byte)' ' || next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return next;
            }

            At++;
        }

        return -1;
    }

    /// <summary>Reads a string whose opening quote is at <see cref="At"/>.</summary>
    public bool ReadString(out StringToken token)
    {
        token = default;
        var start = At + 1;
        var escaped = false;
        var at = start;
        while (true)
        {
            at = StringStop(at);
            if (at >= _body.Length)
            {
                return _invalidUtf8At < _body.Length
                    ? Fail(JsonFault.InvalidUtf8, _invalidUtf8At)
                    : Fail(JsonFault.UnexpectedEnd, _body.Length);
            }

            var stop = _body[at];
            if (stop == (byte)'"' || _invalidUtf8At < at)
            {
                break;
            }

            if (stop != (byte)'\\')
            {
                return Fail(JsonFault.ControlCharacter, at);
            }

            escaped = true;
            at = ReadEscape(at);
            if (at < 0)
            {
                return false;
            }
        }

        if (_invalidUtf8At < at)
        {
            return Fail(JsonFault.InvalidUtf8, _invalidUtf8At);
        }

        token = new StringToken(start, at - start, escaped);
        At = at + 1;
        return true;
    }

    /// <summary>Reads a number whose first byte, a digit or a minus, is at <see cref="At"/>.</summary>
    /// <param name="isInteger">True when it has neither fraction nor exponent.</param>
    public bool ReadNumber(out bool isInteger)
    {
        isInteger = true;
        var start = At;
        var at = start;
        if (_body[at] == (byte)'-')
        {
            at++;
        }

        var firstDigit = at;
        at = Digits(at);
        if (at == firstDigit || (_body[firstDigit] == (byte)'0' && at > firstDigit + 1))
        {
            return FailInNumber(at == firstDigit ? at : firstDigit + 1);
        }

        if (at - start > JsonLimits.MaxIntegerLength)
        {
            return Fail(JsonFault.NumberTooLong, start + JsonLimits.MaxIntegerLength);
        }

        if (at < _body.Length && _body[at] == (byte)'.')
        {
            isInteger = false;
            var fraction = ++at;
            at = Digits(at);
            if (at == fraction)
            {
                return FailInNumber(at);
            }
        }

        if (at < _body.Length && (_body[at] | 0x20) == 'e')
        {
            isInteger = false;
            at++;
            if (at < _body.Length && _body[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            var exponent = at;
            at = Digits(at);
            if (at == exponent)
            {
                return FailInNumber(at);
            }
        }

        At = at;
        return true;
    }

    /// <summary>Reads exactly these bytes.</summary>
    public bool ReadLiteral(ReadOnlySpan<byte> literal)
    {
        var rest = _body[At..];
        if (rest.StartsWith(literal))
        {
            At += literal.Length;
            return true;
        }

        var common = rest.CommonPrefixLength(literal);
        return common == rest.Length
            ? Fail(JsonFault.UnexpectedEnd, _body.Length)
            : Fail(JsonFault.BadLiteral, At + common);
    }

    /// <summary>
    /// True when <see cref="At"/> is at one of the literals NaN, Infinity and -Infinity, which RFC 8259 doesn't know.
    /// </summary>
    public readonly bool IsAtNonFinite(int next) =>
        next is 'N' or 'I' || (next == '-' && At + 1 < _body.Length && _body[At + 1] == (byte)'I');

    /// <summary>Reads NaN, Infinity or -Infinity.</summary>
    public bool ReadNonFinite(int next) =>
        ReadLiteral(next == 'N' ? "NaN"u8 : next == 'I' ? "Infinity"u8 : "-Infinity"u8);

    private bool FailInNumber(int at) =>
        at >= _body.Length ? Fail(JsonFault.UnexpectedEnd, _body.Length) : Fail(JsonFault.BadNumber, at);

    private readonly int Digits(int at)
    {
        while ((uint)at < (uint)_body.Length && (uint)(_body[at] - '0') <= 9)
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// Offset of the first quote, backslash or control character from <paramref name="at"/> on; the body's length when
    /// there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int StringStop(int at)
    {
        ref var first = ref MemoryMarshal.GetReference(_body);
        while (at + Vector128<byte>.Count <= _body.Length)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)at);
            var stops = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)0x20));
            if (stops != Vector128<byte>.Zero)
            {
                return at + System.Numerics.BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            }

            at += Vector128<byte>.Count;
        }

        while (at < _body.Length && _body[at] is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// Reads the escape whose backslash is at <paramref name="at"/>; returns the offset behind it, or -1 after a fault.
    /// </summary>
    private int ReadEscape(int at)
    {
        if (at + 1 >= _body.Length)
        {
            Fail(JsonFault.UnexpectedEnd, _body.Length);
            return -1;
        }

        switch (_body[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return at + 2;
            case (byte)'u':
                return ReadUnicodeEscape(at);
            default:
                Fail(JsonFault.BadEscape, at + 1);
                return -1;
        }
    }

    private int ReadUnicodeEscape(int at)
    {
        var unit = HexUnit(at + 2);
        if (unit < 0)
        {
            return -1;
        }

        if (!char.IsSurrogate((char)unit))
        {
            return at + 6;
        }

        if (char.IsLowSurrogate((char)unit))
        {
            return ReadLoneSurrogate(at);
        }

        if (at + 7 >= _body.Length)
        {
            Fail(JsonFault.UnexpectedEnd, _body.Length);
            return -1;
        }

        if (_body[at + 6] != (byte)'\\' || _body[at + 7] != (byte)'u')
        {
            return ReadLoneSurrogate(at);
        }

        var low = HexUnit(at + 8);
        if (low < 0)
        {
            return -1;
        }

        return char.IsLowSurrogate((char)low) ? at + 12 : ReadLoneSurrogate(at);
    }

    private int ReadLoneSurrogate(int at)
    {
        if (TakesLoneSurrogates)
        {
            return at + 6;
        }

        Fail(JsonFault.LoneSurrogate, at);
        return -1;
    }

    private int HexUnit(int at)
    {
        var unit = 0;
        for (var index = at; index < at + 4; index++)
        {
            if (index >= _body.Length)
            {
                Fail(JsonFault.UnexpectedEnd, _body.Length);
                return -1;
            }

            if (!char.IsAsciiHexDigit((char)_body[index]))
            {
                Fail(JsonFault.BadEscape, index);
                return -1;
            }

            unit = (unit << 4) | Utf8Text.HexValue(_body[index]);
        }

        return unit;
    }
}
