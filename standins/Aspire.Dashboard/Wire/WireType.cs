namespace Aspire.Dashboard.Wire;

/// <summary>The low three bits of a protobuf tag (https://protobuf.dev/programming-guides/encoding/#structure). Groups are not among them: OTLP has none.</summary>
internal enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
