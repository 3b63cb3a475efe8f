using System.Buffers.Binary;
using System.Globalization;

namespace Aspire.Dashboard.Otlp;

/// <summary>Trace and span ids as numbers, and in the hexadecimal in which people read them.</summary>
internal static class OtlpIds
{
    /// <summary>False unless the bytes are a valid trace id: 16 of them, not all zero.</summary>
    public static bool TryReadTraceId(ReadOnlySpan<byte> bytes, out UInt128 id)
    {
        id = bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
        return id != 0;
    }

    /// <summary>False unless the bytes are a valid span id: 8 of them, not all zero.</summary>
    public static bool TryReadSpanId(ReadOnlySpan<byte> bytes, out ulong id)
    {
        id = bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        return id != 0;
    }

    public static string TraceText(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    public static string SpanText(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParseTrace(string? text, out UInt128 id)
    {
        id = 0;
        return text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }

    public static bool TryParseSpan(string? text, out ulong id)
    {
        id = 0;
        return text is { Length: 16 } && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }
}
