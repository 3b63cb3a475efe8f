using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The rows of anomalies: waiting for shipping, shipped, or set aside. Its changes run inside a transaction. Used by
/// the writer's thread alone.
/// </summary>
internal sealed class AnomalyRows
{
    private readonly SqliteFile _file;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _from;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _setShipped;
    private readonly SqliteStatement _insertSetAside;
    private readonly SqliteStatement _oldest;

    /// <param name="lastId">The highest key that is known to have been given; keys are never given twice.</param>
    public AnomalyRows(SqliteFile file, long lastId)
    {
        _file = file;
        HighestId = Math.Max(
            file.Number("SELECT max(id) FROM anomalies"), file.Number("SELECT max(id) FROM set_aside"));
        LastId = Math.Max(lastId, HighestId);
        _insert = file.Prepare("INSERT INTO anomalies (id, received, record) VALUES (?1, ?2, ?3)");
        _from = file.Prepare(
            "SELECT id, record FROM anomalies INDEXED BY anomalies_waiting WHERE id >= ?1 AND shipped IS NULL ORDER BY id LIMIT ?2");
        _delete = file.Prepare("DELETE FROM anomalies WHERE id = ?1");
        _setShipped = file.Prepare("UPDATE anomalies SET shipped = ?2 WHERE id = ?1");
        _insertSetAside = file.Prepare(
            "INSERT OR REPLACE INTO set_aside (id, at, reason, record) SELECT id, ?2, ?3, record FROM anomalies WHERE id = ?1");
        _oldest = file.Prepare(
            "SELECT received FROM anomalies INDEXED BY anomalies_waiting WHERE shipped IS NULL ORDER BY id LIMIT 1");
    }

    /// <summary>The highest key that was given.</summary>
    public long LastId { get; private set; }

    /// <summary>The highest key that the file had when it was opened.</summary>
    public long HighestId { get; }

    /// <summary>Those that wait, and the bytes of all.</summary>
    public (long Open, long Bytes) Count() => (
        _file.Number("SELECT count(*) FROM anomalies INDEXED BY anomalies_waiting WHERE shipped IS NULL"),
        _file.Number("SELECT sum(length(record)) FROM anomalies INDEXED BY anomalies_waiting WHERE shipped IS NULL")
            + _file.Number("SELECT sum(length(record)) FROM set_aside"));

    /// <summary>When the oldest that waits was received, in milliseconds since 1970; null when there is none.</summary>
    public long? OldestReceived() => _oldest.ReadNumber();

    public void Insert(long received, ReadOnlySpan<byte> record) => InsertAgain(++LastId, received, record);

    /// <summary>Inserts one that has a key already.</summary>
    public void InsertAgain(long id, long received, ReadOnlySpan<byte> record) =>
        _insert.Bind(1, id).Bind(2, received).Bind(3, record).Execute();

    /// <summary>Those that wait from a key on, with the size of their records in bytes.</summary>
    public List<(long Id, int Bytes, AnomalyRecord Record)> From(long id, int max) =>
        _from.Bind(1, id).Bind(2, max).ReadAll(
            static row => (row.Int64(0), row.Blob(1).Length, AnomalyCodec.Read(row.Blob(1))));

    public void SetShipped(long id, long at) => _setShipped.Bind(1, id).Bind(2, at).Execute();

    public void SetAside(long id, long at, string reason)
    {
        _insertSetAside.Bind(1, id).Bind(2, at).Bind(3, reason).Execute();
        _delete.Bind(1, id).Execute();
    }

    /// <summary>The record of one that was set aside, which this removes; null when there is none.</summary>
    public byte[]? TakeSetAside(long id)
    {
        using var row = new SqliteStatement(_file.Handle, "DELETE FROM set_aside WHERE id = ?1 RETURNING record");
        if (!row.Bind(1, id).Read())
        {
            return null;
        }

        var record = row.Blob(0).ToArray();
        row.Execute();
        return record;
    }
}
