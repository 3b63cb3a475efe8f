using System.Buffers.Binary;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>A record on its way into the database, with the caller that waits for it.</summary>
internal sealed class PostgresRecord
{
    private readonly TaskCompletionSource<RecordResult> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    private PostgresRecord(byte[] bytes, DateTimeOffset received)
    {
        Bytes = bytes;
        Received = received.ToUnixTimeMilliseconds();
    }

    public byte[] Bytes { get; }

    public long Received { get; }

    /// <summary>The event's key; empty for an anomaly.</summary>
    public byte[] Event { get; private init; } = [];

    public long Conversation { get; private init; }

    /// <summary>The delivery, when its caller wants a lease on it.</summary>
    public DeliveryRecord? Leased { get; private init; }

    /// <summary>What a delivery is looked for by before it is recorded; null when it isn't.</summary>
    public Publication? Publication { get; private init; }

    /// <summary>False when the bounds leave no room for it.</summary>
    public bool HasRoom { get; set; }

    public bool IsDelivery => Event.Length > 0;

    /// <summary>True for an anomaly of something that a caller sent and that wasn't taken.</summary>
    public bool IsRejection { get; private init; }

    /// <summary>
    /// False for a delivery that is finished with its record: it takes none of the room for open ones.
    /// </summary>
    public bool Opens { get; private init; } = true;

    /// <summary>The destinations that the event is handed over to by itself.</summary>
    public IReadOnlyList<string> Destinations { get; private init; } = [];

    /// <summary>The record with its payload, when a delivery that is finished with its record is handed over.</summary>
    public byte[]? HandedOver { get; private init; }

    /// <summary>Bytes that its hand-overs keep.</summary>
    public int HandOverBytes => HandedOver?.Length ?? 0;

    /// <summary>The delivery's topic.</summary>
    public string Topic => System.Text.Encoding.UTF8.GetString(DeliveryIds.Read(Bytes).EventType);

    public Task<RecordResult> Task => _answer.Task;

    public static PostgresRecord Of(DeliveryRecord record, bool lease, JournalOptions options)
    {
        var writer = new RecordWriter();
        DeliveryCodec.Write(writer, record);
        var key = new byte[DedupeKey.Size];
        BinaryPrimitives.WriteUInt128BigEndian(key, DedupeKey.Of(record.Delivery));
        var bytes = record.NeedsProcessing || options.PayloadRetention > TimeSpan.Zero
            ? writer.Written : RecordFrame.WithoutPayload(writer.Written);
        return new PostgresRecord(bytes.ToArray(), record.ReceivedAt)
        {
            Event = key,
            Opens = record.NeedsProcessing,
            Publication = options.Republished == RepublishedEvents.Duplicate ? Records.Publication.Of(record) : null,
            Destinations = record.HandOvers,
            HandedOver = record is { NeedsProcessing: false, HandOvers.Count: > 0 } ? writer.Written.ToArray() : null,
            Conversation = DedupeKey.OfConversation(record.Delivery.Account, record.Delivery.ConversationId),
            Leased = lease && record.NeedsProcessing ? record : null,
        };
    }

    public static PostgresRecord Of(AnomalyRecord record)
    {
        var writer = new RecordWriter();
        AnomalyCodec.Write(writer, record);
        return new PostgresRecord(writer.Written.ToArray(), record.ReceivedAt)
        {
            IsRejection = record.Kind is not (AnomalyKind.SchemaDrift or AnomalyKind.DownstreamFailure),
        };
    }

    public void Answer(RecordStatus status, LeasedDelivery? lease = null) =>
        _answer.TrySetResult(new RecordResult(status, lease));
}
