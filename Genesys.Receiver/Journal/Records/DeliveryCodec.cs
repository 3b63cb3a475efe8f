using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>
/// A <see cref="DeliveryRecord"/> as bytes: 13 bytes of frame, the envelope's fields, the payload as it came.
/// </summary>
internal static class DeliveryCodec
{
    public static void Write(RecordWriter writer, DeliveryRecord record)
    {
        var delivery = record.Delivery;
        RecordFrame.Begin(writer);
        writer.Instant(record.ReceivedAt);
        writer.Text(record.RequestId);
        writer.Text(record.TraceParent);
        writer.Text(delivery.Schema);
        writer.Text(delivery.EventId);
        writer.Text(delivery.Source);
        writer.Text(delivery.Account);
        writer.Text(delivery.EventType);
        writer.Instant(delivery.Time);
        writer.Text(delivery.ReplayName);
        writer.Text(delivery.ConversationId?.Value);
        writer.Count((uint)delivery.Drift.Count);
        foreach (var drift in delivery.Drift)
        {
            writer.Text(drift.Path);
            writer.Byte((byte)drift.Kind);
        }

        if (delivery.BusinessKey is { } key)
        {
            writer.Int64(key.EventTime);
            writer.Int64(key.Hash);
        }

        RecordFrame.End(writer, RecordFrame.Delivery, delivery.Payload.Span);
    }

    /// <summary>Reads a record; its payload is a copy.</summary>
    /// <exception cref="DamagedRecordException">The bytes aren't those that were written.</exception>
    public static DeliveryRecord Read(ReadOnlySpan<byte> record)
    {
        if (!RecordFrame.TryOpen(record, RecordFrame.Delivery, out var fields, out var payload))
        {
            throw new DamagedRecordException("A delivery's record is damaged.");
        }

        var reader = new RecordReader(fields);
        var receivedAt = reader.Instant();
        var requestId = reader.Text();
        var traceParent = reader.OptionalText();
        var delivery = new Delivery
        {
            Schema = reader.Text(),
            EventId = reader.Text(),
            Source = reader.Text(),
            Account = reader.Text(),
            EventType = reader.Text(),
            Time = reader.Instant(),
            ReplayName = reader.OptionalText(),
            ConversationId = ConversationIdOf(reader.OptionalText()),
            Drift = ReadDrift(ref reader),
            BusinessKey = ReadBusinessKey(ref reader),
            Payload = payload.ToArray(),
        };
        return new DeliveryRecord
        {
            Delivery = delivery,
            RequestId = requestId,
            ReceivedAt = receivedAt,
            TraceParent = traceParent
        };
    }

    private static ConversationId? ConversationIdOf(string? text) => text switch
    {
        null => null,
        _ when ConversationId.TryCreate(text, out var id) => id,
        _ => throw new DamagedRecordException("A delivery's record names a conversation that can't be one."),
    };

    /// <summary>Reads what stands at the end of a record's fields; nothing does in one of an earlier release.</summary>
    internal static BusinessKey? ReadBusinessKey(ref RecordReader reader) =>
        reader.IsAtEnd ? null : new BusinessKey(reader.Int64(), reader.Int64());

    private static Drift[] ReadDrift(ref RecordReader reader)
    {
        var drift = new Drift[reader.Count()];
        for (var i = 0; i < drift.Length; i++)
        {
            drift[i] = new Drift(reader.Text(), (DriftKind)reader.Byte());
        }

        return drift;
    }
}
