using Google.Protobuf.Reflection;

namespace Aspire.Dashboard.Wire;

/// <summary>How one field of a message lies on the wire.</summary>
internal sealed class WireField(FieldDescriptor descriptor)
{
    public FieldDescriptor Descriptor { get; } = descriptor;

    public WireType Type { get; } = descriptor.FieldType switch
    {
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireType.Fixed64,
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireType.Fixed32,
        FieldType.String or FieldType.Bytes or FieldType.Message => WireType.Bytes,
        _ => WireType.Varint,
    };

    public bool IsText { get; } = descriptor.FieldType == FieldType.String;

    public bool IsRepeated { get; } = descriptor.IsRepeated;

    /// <summary>OTLP's JSON writes trace and span ids in hexadecimal where protobuf's writes base64 (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).</summary>
    public bool IsHexId { get; } = descriptor.FieldType == FieldType.Bytes && descriptor.Name is "trace_id" or "span_id" or "parent_span_id";

    /// <summary>The shape of the field's message; null for a scalar.</summary>
    public WireShape? Message { get; internal set; }

    /// <summary>A repeated number may come packed: many values behind one length.</summary>
    public bool MayBePacked => IsRepeated && Type != WireType.Bytes;
}
