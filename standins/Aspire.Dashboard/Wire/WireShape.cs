using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace Aspire.Dashboard.Wire;

/// <summary>
/// The fields of a message by number, taken from its .proto, and the check that bytes are such a message: every length fits, every
/// type is the declared one, every text is UTF-8. What passed it can be read anywhere, at any later time, without a failure.
/// </summary>
internal sealed class WireShape
{
    /// <summary>Containers within containers; protobuf's own parsers stop at 100.</summary>
    public const int MaxDepth = 100;

    private readonly WireField?[] _fields;
    private readonly Dictionary<string, WireField> _byName = new(StringComparer.Ordinal);

    private WireShape(MessageDescriptor descriptor)
    {
        Name = descriptor.FullName;
        _fields = new WireField?[descriptor.Fields.InFieldNumberOrder().Max(field => field.FieldNumber) + 1];
    }

    public string Name { get; }

    public static WireShape Of(MessageDescriptor descriptor) => Of(descriptor, []);

    public WireField? this[int number] => number < _fields.Length ? _fields[number] : null;

    /// <summary>The field of a JSON member: the lowerCamelCase name, or the name in the .proto.</summary>
    public WireField? this[string name] => _byName.GetValueOrDefault(name);

    public bool Fits(ReadOnlySpan<byte> message) => Fits(message, 0);

    // Compiled well at once: a dashboard is mostly young when telemetry pours in, and the first 100,000 spans took twice the time without.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Fits(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var number, out var type))
            {
                return false;
            }

            if (this[number] is not { } field)
            {
                if (!reader.TrySkip(type))
                {
                    return false;
                }
            }
            else if (type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var bytes) || !FitsBytes(field, bytes, depth))
                {
                    return false;
                }
            }
            else if (type != field.Type || !reader.TrySkip(type))
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitsBytes(WireField field, ReadOnlySpan<byte> bytes, int depth)
    {
        if (field.Message is { } shape)
        {
            return shape.Fits(bytes, depth + 1);
        }

        if (field.IsText)
        {
            return Utf8.IsValid(bytes);
        }

        return field.Type == WireType.Bytes || (field.MayBePacked && FitsPacked(field.Type, bytes));
    }

    private static bool FitsPacked(WireType type, ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            if (!reader.TrySkip(type))
            {
                return false;
            }
        }

        return true;
    }

    private static WireShape Of(MessageDescriptor descriptor, Dictionary<string, WireShape> known)
    {
        if (known.TryGetValue(descriptor.FullName, out var shape))
        {
            return shape;
        }

        known.Add(descriptor.FullName, shape = new WireShape(descriptor));
        foreach (var field in descriptor.Fields.InFieldNumberOrder())
        {
            var wireField = new WireField(field);
            wireField.Message = field.FieldType == FieldType.Message ? Of(field.MessageType, known) : null;
            shape._fields[field.FieldNumber] = wireField;
            shape._byName[field.JsonName] = wireField;
            shape._byName[field.Name] = wireField;
        }

        return shape;
    }
}
