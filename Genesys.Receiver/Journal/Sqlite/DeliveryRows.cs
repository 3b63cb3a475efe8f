using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The rows of deliveries: open, finished, discarded and dead-lettered. Its changes run inside a transaction. Used by
/// the writer's thread alone.
/// </summary>
internal sealed class DeliveryRows
{
    private static readonly string[] Tables = ["deliveries", "known_events", "finished", "dead_letters"];

    private readonly SqliteFile _file;
    private readonly HandOverLedger _handOvers;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _isOpen;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _setDue;
    private readonly SqliteStatement _endAttempt;
    private readonly SqliteStatement _insertFinished;
    private readonly SqliteStatement _insertFinishedAtOnce;
    private readonly SqliteStatement _insertDeadLetter;
    private readonly SqliteStatement _readyAfter;
    private readonly SqliteStatement _waitingUntil;
    private readonly SqliteStatement _waitingBeyond;
    private readonly SqliteStatement _waitingOf;
    private readonly SqliteStatement _nextDue;
    private readonly SqliteStatement _oldest;
    private SqliteStatement? _served;

    /// <param name="handOvers">Keeps the payload of one that ends, when a hand-over needs it.</param>
    /// <param name="lastId">The highest key that is known to have been given; keys are never given twice.</param>
    public DeliveryRows(SqliteFile file, HandOverLedger handOvers, long lastId)
    {
        (_file, _handOvers) = (file, handOvers);
        HighestId = Tables.Max(table => file.Number($"SELECT max(id) FROM {table}"));
        LastId = Math.Max(lastId, HighestId);
        _insert = file.Prepare(
            "INSERT INTO deliveries (id, received, conversation, record, rounds) VALUES (?1, ?2, ?3, ?4, ?5)");
        _read = file.Prepare("SELECT record, round_count, first_round, rounds FROM deliveries WHERE id = ?1");
        _isOpen = file.Prepare("SELECT 1 FROM deliveries WHERE id = ?1");
        _delete = file.Prepare("DELETE FROM deliveries WHERE id = ?1");
        _setDue = file.Prepare("UPDATE deliveries SET due = ?2 WHERE id = ?1");
        _endAttempt = file.Prepare("""
            UPDATE deliveries SET due = ?2, round_count = round_count + 1, first_round = coalesce(first_round, ?3),
            rounds = coalesce(rounds, '') || ?4 WHERE id = ?1 AND round_count = ?5
            """);
        _insertFinished = file.Prepare(
            "INSERT OR REPLACE INTO finished (id, at, discarded, rounds, record, kept) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _insertFinishedAtOnce = file.Prepare("INSERT INTO finished (id, at, record, kept) VALUES (?1, ?2, ?3, ?4)");
        _insertDeadLetter = file.Prepare(
            "INSERT OR REPLACE INTO dead_letters (id, at, round_count, rounds, record) VALUES (?1, ?2, ?3, ?4, ?5)");
        _readyAfter = file.Prepare(
            "SELECT id, conversation FROM deliveries WHERE id > ?1 AND due IS NULL ORDER BY id LIMIT ?2");
        _waitingUntil = file.Prepare("SELECT id, conversation FROM deliveries WHERE due <= ?1 ORDER BY due LIMIT ?2");
        _waitingBeyond = file.Prepare("SELECT id, conversation FROM deliveries WHERE due > ?1 ORDER BY due LIMIT ?2");
        _waitingOf = file.Prepare(
            "SELECT id, conversation FROM deliveries WHERE conversation = ?1 AND due IS NOT NULL ORDER BY id LIMIT ?2");
        _nextDue = file.Prepare("SELECT min(due) FROM deliveries WHERE due IS NOT NULL");
        _oldest = file.Prepare("SELECT received FROM deliveries ORDER BY id LIMIT 1");
    }

    /// <summary>The highest key that was given.</summary>
    public long LastId { get; private set; }

    /// <summary>The highest key that the file had when it was opened.</summary>
    public long HighestId { get; }

    /// <summary>Open ones, dead letters, and the bytes of both.</summary>
    public (long Open, long DeadLetters, long Bytes) Count() => (
        _file.Number("SELECT count(*) FROM deliveries"),
        _file.Number("SELECT count(*) FROM dead_letters"),
        _file.Number("SELECT sum(length(record)) FROM deliveries")
            + _file.Number("SELECT sum(length(record)) FROM dead_letters"));

    /// <summary>When the oldest open one was received, in milliseconds since 1970; null when there is none.</summary>
    public long? OldestReceived() => _oldest.ReadNumber();

    /// <summary>The next moment for which an open one waits; null when none does.</summary>
    public long? NextDue() => _nextDue.ReadNumber();

    public long Insert(long received, long conversation, ReadOnlySpan<byte> record)
    {
        InsertAgain(NextId(), received, conversation, record, null);
        return LastId;
    }

    /// <summary>Inserts one that has a key already.</summary>
    public void InsertAgain(long id, long received, long conversation, ReadOnlySpan<byte> record, string? history) =>
        _insert.Bind(1, id).Bind(2, received).Bind(3, conversation).Bind(4, record).Bind(5, history).Execute();

    /// <summary>Gives a key.</summary>
    public long NextId() => ++LastId;

    /// <summary>Inserts one that needs no processing.</summary>
    /// <param name="at">When.</param>
    /// <param name="kept">Until when the record keeps its payload; null when it goes at once.</param>
    public long InsertFinished(long at, ReadOnlySpan<byte> record, long? kept)
    {
        _insertFinishedAtOnce.Bind(1, NextId()).Bind(2, at)
            .Bind(3, kept is null ? RecordFrame.WithoutPayload(record) : record).Bind(4, kept).Execute();
        return LastId;
    }

    /// <summary>
    /// True when an earlier delivery makes another one of the same event needless: it is open, was processed, or was
    /// kept for as long as deliveries are.
    /// </summary>
    /// <param name="first">The earlier one.</param>
    /// <param name="keptSince">What was received before may be gone, in milliseconds since 1970.</param>
    public bool Serves(in Publication first, long keptSince)
    {
        _served ??= _file.Prepare("""
            SELECT record FROM deliveries WHERE id = ?1 UNION ALL SELECT record FROM finished WHERE id = ?1 AND discarded IS NULL
            """);
        if (_served.Bind(1, first.Delivery).Read())
        {
            var isOfEvent = DeliveryIds.Read(_served.Blob(0)).BusinessKey == first.Key;
            _served.Reset();
            return isOfEvent;
        }

        // One that failed for good or was discarded doesn't; nor does one that was forgotten.
        return first.ReceivedAt < keptSince && !Exists(first.Delivery);
    }

    public bool IsOpen(long id) => _isOpen.Bind(1, id).ReadNumber() is not null;

    /// <summary>An open one under a lease; null when there is none.</summary>
    public LeasedDelivery? Read(long id, long lease)
    {
        if (!_read.Bind(1, id).Read())
        {
            return null;
        }

        var delivery = new LeasedDelivery
        {
            Key = id,
            Lease = lease,
            Record = DeliveryCodec.Read(_read.Blob(0)),
            Attempts = (int)_read.Int64(1),
            FirstAttemptAt = _read.MomentOrNull(2),
            LastAttemptAt = AttemptHistory.LastEnd(_read.Bytes(3)),
        };
        _read.Reset();
        return delivery;
    }

    /// <summary>Moves an open one to the finished ones; returns the bytes that this frees.</summary>
    public int Finish(long id, long at, string attempt, long? kept)
    {
        if (!_read.Bind(1, id).Read())
        {
            return 0;
        }

        var record = _read.Blob(0);
        var bytes = record.Length;
        InsertFinished(id, at, null, _read.Text(3) + attempt, record, kept);
        _read.Reset();
        _delete.Bind(1, id).Execute();
        return bytes;
    }

    /// <summary>Moves an open one to the dead letters; false when there is none.</summary>
    public bool DeadLetter(long id, long at, string attempt)
    {
        if (!_read.Bind(1, id).Read())
        {
            return false;
        }

        _insertDeadLetter.Bind(1, id).Bind(2, at).Bind(3, _read.Int64(1) + 1).Bind(4, _read.Text(3) + attempt)
            .Bind(5, _read.Blob(0)).Execute();
        _read.Reset();
        _delete.Bind(1, id).Execute();
        return true;
    }

    /// <summary>Removes an open one without a trace; returns the bytes that this frees.</summary>
    public int Remove(long id)
    {
        var bytes = 0;
        if (_read.Bind(1, id).Read())
        {
            bytes = _read.Blob(0).Length;
            _read.Reset();
            _delete.Bind(1, id).Execute();
        }

        return bytes;
    }

    /// <param name="id">The delivery.</param>
    /// <param name="due">When it is due; null for now.</param>
    public void SetDue(long id, long? due) => _setDue.Bind(1, id).Bind(2, due).Execute();

    /// <summary>Counts an attempt, unless it was counted before.</summary>
    public void EndAttempt(LeasedDelivery delivery, long? due, AttemptEntry attempt, string line) =>
        _endAttempt.Bind(1, delivery.Key).Bind(2, due).Bind(3, attempt.StartedAt.ToUnixTimeMilliseconds())
            .Bind(4, line).Bind(5, delivery.Attempts).Execute();

    /// <summary>Open ones that wait for no time, behind a key.</summary>
    public List<(long Id, long Conversation)> ReadyAfter(long id, int max) =>
        Keys(_readyAfter.Bind(1, id).Bind(2, max));

    /// <summary>Open ones whose time has come, and those whose stored time is later than any can be.</summary>
    public List<(long Id, long Conversation)> Waiting(long until, long beyond, int max) =>
        [.. Keys(_waitingUntil.Bind(1, until).Bind(2, max)), .. Keys(_waitingBeyond.Bind(1, beyond).Bind(2, max))];

    /// <summary>Open ones of a conversation that wait for a time.</summary>
    public List<(long Id, long Conversation)> WaitingOf(long conversation, int max) =>
        Keys(_waitingOf.Bind(1, conversation).Bind(2, max));

    /// <summary>A dead letter's record and history, which this removes; null when there is none.</summary>
    public (byte[] Record, string? History)? TakeDeadLetter(long id) =>
        Take("DELETE FROM dead_letters WHERE id = ?1 RETURNING record, rounds", id);

    /// <summary>The same of an open one.</summary>
    public (byte[] Record, string? History)? TakeOpen(long id) =>
        Take("DELETE FROM deliveries WHERE id = ?1 RETURNING record, rounds", id);

    /// <summary>The same of a finished one whose payload is kept.</summary>
    public (byte[] Record, string? History)? TakeFinishedWithPayload(long id) =>
        Take(
            "DELETE FROM finished WHERE id = ?1 AND kept IS NOT NULL AND discarded IS NULL RETURNING record, rounds",
            id);

    /// <summary>The record of one that ended; null when there is none.</summary>
    public byte[]? ReadEnded(long id)
    {
        using var row = new SqliteStatement(_file.Handle, "SELECT record FROM finished WHERE id = ?1");
        return row.Bind(1, id).Read() ? row.Blob(0).ToArray() : null;
    }

    /// <summary>Replaces the record of one that ended by one without payload.</summary>
    public void ReplaceEnded(long id, ReadOnlySpan<byte> record)
    {
        using var row = new SqliteStatement(_file.Handle, "UPDATE finished SET record = ?2, kept = NULL WHERE id = ?1");
        row.Bind(1, id).Bind(2, RecordFrame.WithoutPayload(record)).Execute();
    }

    /// <summary>Inserts one that ended, without its payload unless that is kept until a time.</summary>
    public void InsertFinished(
        long id, long at, string? discarded, string? history, ReadOnlySpan<byte> record, long? kept = null)
    {
        _handOvers.Keep(id, record);
        _insertFinished.Bind(1, id).Bind(2, at).Bind(3, discarded).Bind(4, history)
            .Bind(5, kept is null ? RecordFrame.WithoutPayload(record) : record).Bind(6, kept).Execute();
    }

    private bool Exists(long id) => _file.Number(
        $"SELECT count(*) FROM (SELECT id FROM dead_letters WHERE id = {id} UNION ALL SELECT id FROM finished WHERE id = {id})") > 0;

    private (byte[] Record, string? History)? Take(string sql, long id)
    {
        using var row = new SqliteStatement(_file.Handle, sql);
        if (!row.Bind(1, id).Read())
        {
            return null;
        }

        var taken = (row.Blob(0).ToArray(), row.Text(1));
        row.Execute();
        return taken;
    }

    private static List<(long Id, long Conversation)> Keys(SqliteStatement rows) =>
        rows.ReadAll(static row => (row.Int64(0), row.Int64(1)));
}
