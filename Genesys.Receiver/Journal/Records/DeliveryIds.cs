using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>What a delivery is found by, read from its record without copying it.</summary>
internal readonly ref struct DeliveryIds
{
    private DeliveryIds(ReadOnlySpan<byte> fields)
    {
        var reader = new RecordReader(fields);
        ReceivedAt = reader.Instant().ToUnixTimeMilliseconds();
        RequestId = reader.Utf8();
        TraceId = Records.TraceId.Of(reader.Utf8());
        reader.Utf8();
        EventId = reader.Utf8();
        reader.Utf8();
        reader.Utf8();
        EventType = reader.Utf8();
        reader.Instant();
        reader.Utf8();
        ConversationId = reader.Utf8();
        for (var drift = reader.Count(); drift > 0; drift--)
        {
            reader.Utf8();
            reader.Byte();
        }

        BusinessKey = DeliveryCodec.ReadBusinessKey(ref reader);
    }

    /// <summary>Milliseconds since 1970.</summary>
    public long ReceivedAt { get; }

    public ReadOnlySpan<byte> RequestId { get; }

    /// <summary>32 hexadecimal digits; empty for none.</summary>
    public ReadOnlySpan<byte> TraceId { get; }

    public ReadOnlySpan<byte> EventId { get; }

    public ReadOnlySpan<byte> EventType { get; }

    /// <summary>Empty for none.</summary>
    public ReadOnlySpan<byte> ConversationId { get; }

    /// <summary>What the event keeps when Genesys publishes it again.</summary>
    public BusinessKey? BusinessKey { get; }

    /// <exception cref="DamagedRecordException">The bytes aren't those that were written.</exception>
    public static DeliveryIds Read(ReadOnlySpan<byte> record) =>
        RecordFrame.TryOpen(record, RecordFrame.Delivery, out var fields, out _)
            ? new DeliveryIds(fields)
            : throw new DamagedRecordException("A delivery's record is damaged.");

    /// <summary>The hashes under which the delivery is found; returns how many, at most 4.</summary>
    public int Hashes(Span<long> hashes)
    {
        hashes[0] = SearchHash.Of(SearchId.Event, EventId);
        hashes[1] = SearchHash.Of(SearchId.Request, RequestId);
        var count = 2;
        if (!TraceId.IsEmpty)
        {
            hashes[count++] = SearchHash.Of(SearchId.Trace, TraceId);
        }

        if (!ConversationId.IsEmpty)
        {
            hashes[count++] = SearchHash.Of(SearchId.Conversation, ConversationId);
        }

        return count;
    }
}
