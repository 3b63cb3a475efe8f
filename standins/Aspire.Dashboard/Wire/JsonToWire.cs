using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Aspire.Dashboard.Wire;

/// <summary>
/// Turns OTLP's JSON encoding into the protobuf one, by the shape of the message: ids in hexadecimal, 64-bit integers as text or numbers,
/// enums as numbers or names, members that nobody knows passed over (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
/// </summary>
internal static class JsonToWire
{
    /// <summary>The message in protobuf; null when the JSON is broken or a member has the wrong type.</summary>
    public static byte[]? Convert(ReadOnlySpan<byte> json, WireShape shape)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 * WireShape.MaxDepth });
            var writer = new WireWriter();
            if (!reader.Read() || !TryWriteMessage(ref reader, shape, writer) || reader.Read())
            {
                return null;
            }

            var message = writer.Written.ToArray();
            return shape.Fits(message) ? message : null;
        }
        // The reader's only way to say that the text is not JSON, or that a string in it is not UTF-8.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryWriteMessage(ref Utf8JsonReader reader, WireShape shape, WireWriter writer)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = shape[reader.GetString()!];
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Null && !TryWriteField(ref reader, field, writer))
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryWriteField(ref Utf8JsonReader reader, WireField field, WireWriter writer)
    {
        if (!field.IsRepeated)
        {
            return TryWriteValue(ref reader, field, writer);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryWriteValue(ref reader, field, writer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteValue(ref Utf8JsonReader reader, WireField field, WireWriter writer)
    {
        var number = field.Descriptor.FieldNumber;
        if (field.Message is { } shape)
        {
            var nested = new WireWriter();
            if (!TryWriteMessage(ref reader, shape, nested))
            {
                return false;
            }

            writer.WriteBytes(number, nested.Written);
            return true;
        }

        if (field.Type == WireType.Bytes)
        {
            return TryWriteText(ref reader, field, writer);
        }

        if (!TryReadNumber(ref reader, field.Descriptor, out var bits))
        {
            return false;
        }

        writer.WriteTag(number, field.Type);
        switch (field.Type)
        {
            case WireType.Varint:
                writer.WriteVarint(bits);
                break;
            case WireType.Fixed64:
                writer.WriteFixed64(bits);
                break;
            default:
                writer.WriteFixed32((uint)bits);
                break;
        }

        return true;
    }

    private static bool TryWriteText(ref Utf8JsonReader reader, WireField field, WireWriter writer)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        var text = reader.GetString()!;
        if (field.IsText)
        {
            writer.WriteBytes(field.Descriptor.FieldNumber, Encoding.UTF8.GetBytes(text));
            return true;
        }

        var bytes = new byte[text.Length];
        if (field.IsHexId)
        {
            if (text.Length % 2 != 0 || System.Convert.FromHexString(text, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            writer.WriteBytes(field.Descriptor.FieldNumber, bytes.AsSpan(0, length));
            return true;
        }

        if (!System.Convert.TryFromBase64String(text, bytes, out var count))
        {
            return false;
        }

        writer.WriteBytes(field.Descriptor.FieldNumber, bytes.AsSpan(0, count));
        return true;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, FieldDescriptor field, out ulong bits)
    {
        bits = 0;
        if (field.FieldType == FieldType.Bool)
        {
            bits = reader.TokenType == JsonTokenType.True ? 1UL : 0UL;
            return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        }

        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return false;
        }

        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
        switch (field.FieldType)
        {
            case FieldType.Double:
                var parsed = TryReadDouble(text, out var real);
                bits = BitConverter.DoubleToUInt64Bits(real);
                return parsed;
            case FieldType.Enum:
                if (field.EnumType.FindValueByName(text) is { } value)
                {
                    bits = (ulong)value.Number;
                    return true;
                }

                break;
        }

        return TryReadInteger(text, field.FieldType, out bits);
    }

    private static bool TryReadDouble(string text, out double value)
    {
        value = text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => 0 };
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryReadInteger(string text, FieldType type, out ulong bits)
    {
        if (type is FieldType.UInt32 or FieldType.Fixed32)
        {
            var fits = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var small);
            bits = small;
            return fits;
        }

        if (type is FieldType.UInt64 or FieldType.Fixed64)
        {
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits);
        }

        var parsed = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        bits = (ulong)value;
        switch (type)
        {
            case FieldType.SInt32 or FieldType.Int32 or FieldType.Enum when value is < int.MinValue or > int.MaxValue:
                return false;
            case FieldType.SInt32 or FieldType.SInt64:
                bits = (ulong)((value << 1) ^ (value >> 63));
                break;
        }

        return parsed;
    }
}
