using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Aspire.Dashboard.Wire;

/// <summary>Writes a message that fits its shape in OTLP's JSON encoding; the way back of <see cref="JsonToWire"/>.</summary>
internal static class WireToJson
{
    /// <summary>Writes the message as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> message, WireShape shape)
    {
        json.WriteStartObject();
        WriteMembers(json, message, shape);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<byte> message, WireShape shape)
    {
        // A repeated field's items need not lie side by side, so each field is gathered on its own walk.
        Span<bool> seen = stackalloc bool[32];
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (shape[number] is { } field && !seen[number])
            {
                seen[number] = true;
                json.WritePropertyName(field.Descriptor.JsonName);
                if (field.IsRepeated)
                {
                    json.WriteStartArray();
                    WriteEach(json, message, field);
                    json.WriteEndArray();
                }
                else
                {
                    WriteLast(json, message, field);
                }
            }

            reader.TrySkip(type);
        }
    }

    private static void WriteEach(Utf8JsonWriter json, ReadOnlySpan<byte> message, WireField field)
    {
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (number != field.Descriptor.FieldNumber)
            {
                reader.TrySkip(type);
            }
            else if (type == WireType.Bytes && field.MayBePacked)
            {
                reader.TryReadBytes(out var bytes);
                var packed = new WireReader(bytes);
                while (!packed.AtEnd)
                {
                    WriteValue(json, ref packed, field);
                }
            }
            else
            {
                WriteValue(json, ref reader, field);
            }
        }
    }

    private static void WriteLast(Utf8JsonWriter json, ReadOnlySpan<byte> message, WireField field)
    {
        var position = 0;
        var reader = new WireReader(message);
        while (!reader.AtEnd && reader.TryReadTag(out var number, out var type))
        {
            if (number == field.Descriptor.FieldNumber)
            {
                position = reader.Position;
            }

            reader.TrySkip(type);
        }

        var last = new WireReader(message[position..]);
        WriteValue(json, ref last, field);
    }

    private static void WriteValue(Utf8JsonWriter json, ref WireReader reader, WireField field)
    {
        switch (field.Type)
        {
            case WireType.Bytes:
                reader.TryReadBytes(out var bytes);
                WriteBytes(json, bytes, field);
                break;
            case WireType.Fixed64:
                reader.TryReadFixed64(out var wide);
                WriteFixed64(json, wide, field.Descriptor.FieldType);
                break;
            case WireType.Fixed32:
                reader.TryReadFixed32(out var narrow);
                json.WriteNumberValue(narrow);
                break;
            default:
                reader.TryReadVarint(out var bits);
                WriteVarint(json, bits, field.Descriptor.FieldType);
                break;
        }
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, WireField field)
    {
        if (field.Message is { } shape)
        {
            Write(json, bytes, shape);
        }
        else if (field.IsText)
        {
            json.WriteStringValue(bytes);
        }
        else if (field.IsHexId)
        {
            json.WriteStringValue(Convert.ToHexStringLower(bytes));
        }
        else
        {
            json.WriteBase64StringValue(bytes);
        }
    }

    private static void WriteFixed64(Utf8JsonWriter json, ulong bits, FieldType type)
    {
        if (type != FieldType.Double)
        {
            json.WriteStringValue(type == FieldType.SFixed64
                ? ((long)bits).ToString(CultureInfo.InvariantCulture)
                : bits.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var value = BitConverter.UInt64BitsToDouble(bits);
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private static void WriteVarint(Utf8JsonWriter json, ulong bits, FieldType type)
    {
        switch (type)
        {
            case FieldType.Bool:
                json.WriteBooleanValue(bits != 0);
                break;
            case FieldType.UInt32:
                json.WriteNumberValue((uint)bits);
                break;
            case FieldType.Enum or FieldType.Int32:
                json.WriteNumberValue((int)bits);
                break;
            case FieldType.SInt32:
                json.WriteNumberValue((int)((long)(bits >> 1) ^ -(long)(bits & 1)));
                break;
            case FieldType.UInt64:
                json.WriteStringValue(bits.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(((long)bits).ToString(CultureInfo.InvariantCulture));
                break;
        }
    }
}
