using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// What hand-overs hand over: the payloads of deliveries that have ended, and what was fetched. While a delivery is
/// open or a dead letter, its payload stands in its own row. Its changes run inside a transaction. Used by the writer's
/// thread alone.
/// </summary>
internal sealed class HandedOverRows
{
    private readonly SqliteStatement _insertPayload;
    private readonly SqliteStatement _insertContent;
    private readonly SqliteStatement _readPayload;
    private readonly SqliteStatement _readContent;
    private readonly SqliteStatement _isPayloadNeeded;
    private readonly SqliteStatement _lengthOfUnneededPayload;
    private readonly SqliteStatement _lengthOfUnneededContent;
    private readonly SqliteStatement _deletePayload;
    private readonly SqliteStatement _deleteContent;

    public HandedOverRows(SqliteFile file)
    {
        _insertPayload = file.Prepare("INSERT OR IGNORE INTO payloads (id, record) VALUES (?1, ?2)");
        _insertContent = file.Prepare("INSERT INTO contents (id, record) VALUES (?1, ?2)");
        _readPayload = file.Prepare("""
            SELECT record FROM payloads WHERE id = ?1 UNION ALL SELECT record FROM deliveries WHERE id = ?1
            UNION ALL SELECT record FROM dead_letters WHERE id = ?1 LIMIT 1
            """);
        _readContent = file.Prepare("SELECT record FROM contents WHERE id = ?1");
        _isPayloadNeeded = file.Prepare("SELECT 1 FROM hand_overs WHERE delivery = ?1 AND state IN (0, 2) LIMIT 1");

        // Not by RETURNING: that makes a table in memory, with a cache of its own, for each row that is deleted.
        _lengthOfUnneededPayload = file.Prepare("""
            SELECT length(record) FROM payloads WHERE id = ?1
            AND NOT EXISTS (SELECT 1 FROM hand_overs WHERE delivery = ?1 AND state IN (0, 2))
            """);
        _lengthOfUnneededContent = file.Prepare("""
            SELECT length(record) FROM contents WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM hand_overs WHERE content = ?1)
            """);
        _deletePayload = file.Prepare("DELETE FROM payloads WHERE id = ?1");
        _deleteContent = file.Prepare("DELETE FROM contents WHERE id = ?1");
    }

    /// <summary>True when a hand-over of the delivery waits or is a dead letter.</summary>
    public bool IsPayloadNeeded(long delivery) => _isPayloadNeeded.Bind(1, delivery).ReadNumber() is not null;

    /// <summary>Returns the bytes that it takes.</summary>
    public long InsertPayload(long delivery, ReadOnlySpan<byte> record) =>
        _insertPayload.Bind(1, delivery).Bind(2, record).Execute() > 0 ? record.Length : 0;

    public long InsertContent(long id, ReadOnlySpan<byte> record)
    {
        _insertContent.Bind(1, id).Bind(2, record).Execute();
        return record.Length;
    }

    /// <summary>The delivery with its payload; null when it is gone.</summary>
    public DeliveryRecord? ReadPayload(long delivery)
    {
        var record = _readPayload.Bind(1, delivery).Read() ? DeliveryCodec.Read(_readPayload.Blob(0)) : null;
        _readPayload.Reset();
        return record;
    }

    /// <summary>The topic of a delivery; empty when it is gone.</summary>
    public string ReadTopic(long delivery) =>
        _readPayload.Bind(1, delivery).ReadFirst(
            static row => System.Text.Encoding.UTF8.GetString(DeliveryIds.Read(row.Blob(0)).EventType)) ?? "";

    public FetchedContent? ReadContent(long id)
    {
        var content = _readContent.Bind(1, id).Read() ? ContentCodec.Read(_readContent.Blob(0)) : null;
        _readContent.Reset();
        return content;
    }

    /// <summary>Removes what no hand-over needs any more; returns the bytes that this frees.</summary>
    /// <param name="delivery">The delivery of a hand-over that has ended.</param>
    /// <param name="content">Its content; 0 for none.</param>
    public long Clean(long delivery, long content) =>
        Delete(delivery, _lengthOfUnneededPayload, _deletePayload)
        + (content == 0 ? 0 : Delete(content, _lengthOfUnneededContent, _deleteContent));

    private static long Delete(long id, SqliteStatement lengthOfUnneeded, SqliteStatement delete)
    {
        if (lengthOfUnneeded.Bind(1, id).ReadNumber() is not { } bytes)
        {
            return 0;
        }

        delete.Bind(1, id).Execute();
        return bytes;
    }
}
