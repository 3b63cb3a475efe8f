using System.Buffers.Binary;

namespace Genesys.Receiver.Journal.Records;

/// <summary>
/// What stands around a record's fields: a byte that names kind and version, the fields' length, and a checksum each
/// for the fields and for the payload behind them, so that a damaged page is found and a payload can be dropped without
/// the rest.
/// </summary>
internal static class RecordFrame
{
    public const byte Delivery = 0xD1;
    public const byte Anomaly = 0xA1;
    public const byte Content = 0xC1;

    private static readonly long UnixEpoch = DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Bytes before the fields.</summary>
    public const int Size = 13;

    /// <summary>Starts a record.</summary>
    public static void Begin(RecordWriter writer)
    {
        writer.Clear();
        writer.Skip(Size);
    }

    /// <summary>Ends a record's fields, appends its payload, and fills in the frame.</summary>
    public static void End(RecordWriter writer, byte kind, ReadOnlySpan<byte> payload)
    {
        var fields = writer.Length - Size;
        var frame = writer.At(0, Size);
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], fields);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[5..], Checksum.Of(writer.At(Size, fields)));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[9..], Checksum.Of(payload));
        writer.Bytes(payload);
    }

    /// <summary>Takes a record apart; false when its bytes aren't those that were written.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> record, byte kind, out ReadOnlySpan<byte> fields, out ReadOnlySpan<byte> payload)
    {
        fields = payload = default;
        if (record.Length < Size || record[0] != kind)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(record[1..]);
        if (length < 0 || length > record.Length - Size)
        {
            return false;
        }

        fields = record.Slice(Size, length);
        payload = record[(Size + length)..];
        return BinaryPrimitives.ReadUInt32LittleEndian(record[5..]) == Checksum.Of(fields)
            && (payload.IsEmpty || BinaryPrimitives.ReadUInt32LittleEndian(record[9..]) == Checksum.Of(payload));
    }

    /// <summary>
    /// When a record's delivery or anomaly was received, in milliseconds since 1970: the first of its fields.
    /// </summary>
    public static long ReceivedAt(ReadOnlySpan<byte> record) =>
        (BinaryPrimitives.ReadInt64LittleEndian(record[Size..]) / TimeSpan.TicksPerMillisecond) - UnixEpoch;

    /// <summary>The record without its payload.</summary>
    public static ReadOnlySpan<byte> WithoutPayload(ReadOnlySpan<byte> record) =>
        record[..(Size + BinaryPrimitives.ReadInt32LittleEndian(record[1..]))];
}
