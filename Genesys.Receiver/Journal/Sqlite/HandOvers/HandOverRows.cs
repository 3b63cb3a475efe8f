using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>The rows of hand-overs. Its changes run inside a transaction. Used by the writer's thread alone.</summary>
internal sealed class HandOverRows
{
    private const string Keys =
        "SELECT id, delivery, conversation * in_order, coalesce(content, 0), recorded FROM hand_overs";

    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _insertDeadLetter;
    private readonly SqliteStatement _insertDelivered;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _end;
    private readonly SqliteStatement _endAttempt;
    private readonly SqliteStatement _setDue;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _open;
    private readonly SqliteStatement _tried;
    private readonly SqliteStatement _readyAfter;
    private readonly SqliteStatement _dueUntil;
    private readonly SqliteStatement _dueBeyond;
    private readonly SqliteStatement _nextDue;
    private readonly SqliteStatement _first;
    private readonly SqliteStatement _putInOrder;
    private readonly SqliteStatement _unendedOf;
    private readonly SqliteStatement _replay;
    private readonly SqliteStatement _deadBefore;

    /// <param name="lastId">The highest key that was given, in this run or to what has no row; keys are never given
    /// twice.</param>
    public HandOverRows(SqliteFile file, long lastId)
    {
        LastId = Math.Max(lastId, file.Number("SELECT max(id) FROM hand_overs"));
        _insert = file.Prepare("""
            INSERT INTO hand_overs (id, destination, delivery, conversation, in_order, recorded, state, due, content, error)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8)
            """);
        _insertDeadLetter = file.Prepare("""
            INSERT INTO hand_overs (id, destination, delivery, conversation, in_order, recorded, state, content, error, ended, reason, status, topic)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 2, ?7, ?8, ?6, ?9, 0, ?10)
            """);
        _insertDelivered = file.Prepare("""
            INSERT INTO hand_overs (id, destination, delivery, conversation, in_order, recorded, state, ended, status, attempt_count, attempts)
            VALUES (?1, ?2, ?3, ?4, 0, ?5, 1, ?6, ?7, 1, ?8)
            """);
        _read = file.Prepare("""
            SELECT delivery, conversation * in_order, coalesce(content, 0), recorded, attempt_count, first_attempt, error, due, attempts
            FROM hand_overs WHERE id = ?1 AND due IS NOT NULL
            """);
        _end = file.Prepare("""
            UPDATE hand_overs SET state = ?2, due = NULL, ended = ?3, reason = ?4, status = ?5, topic = ?9,
            content = CASE WHEN ?2 = 2 THEN content END,
            attempt_count = attempt_count + ?6, attempts = CASE WHEN ?7 IS NULL THEN attempts ELSE coalesce(attempts, '') || ?7 END
            WHERE id = ?1 AND state = ?8
            """);
        _endAttempt = file.Prepare("""
            UPDATE hand_overs SET due = ?2, attempt_count = attempt_count + 1, first_attempt = coalesce(first_attempt, ?3),
            attempts = coalesce(attempts, '') || ?4 WHERE id = ?1 AND state = 0 AND attempt_count = ?5
            """);
        _setDue = file.Prepare("UPDATE hand_overs SET due = ?2 WHERE id = ?1 AND state = 0");
        _delete = file.Prepare("DELETE FROM hand_overs WHERE id = ?1 AND state = ?2");
        _open = file.Prepare($"{Keys} WHERE destination = ?1 AND due >= ?2 AND due < ?3 ORDER BY due, id LIMIT ?4");
        _tried = file.Prepare(
            $"{Keys} WHERE destination = ?1 AND due >= 1 AND due <= ?2 AND recorded < ?3 ORDER BY due, id LIMIT ?4");
        _readyAfter = file.Prepare("""
            SELECT id, conversation * in_order FROM hand_overs WHERE destination = ?1 AND due = 0 AND id > ?2 ORDER BY id LIMIT ?3
            """);
        _dueUntil = file.Prepare("""
            SELECT id, conversation * in_order FROM hand_overs WHERE destination = ?1 AND due > 0 AND due <= ?2 ORDER BY due, id LIMIT ?3
            """);
        _dueBeyond = file.Prepare("""
            SELECT id, conversation * in_order FROM hand_overs WHERE destination = ?1 AND due > ?2 ORDER BY due, id LIMIT ?3
            """);
        _nextDue = file.Prepare("SELECT due FROM hand_overs WHERE destination = ?1 AND due > ?2 ORDER BY due LIMIT 1");
        _first = file.Prepare("""
            SELECT id, due FROM hand_overs WHERE destination = ?1 AND conversation = ?2 AND due IS NOT NULL AND in_order = 1 ORDER BY id LIMIT 1
            """);
        _putInOrder = file.Prepare("UPDATE hand_overs SET in_order = 1 WHERE id = ?1 AND conversation <> 0");
        _unendedOf = file.Prepare("""
            SELECT id, destination, state, coalesce(content, 0), error IS NOT NULL FROM hand_overs WHERE delivery = ?1 AND state IN (0, 2) ORDER BY id
            """);
        _replay = file.Prepare("""
            UPDATE hand_overs SET id = ?2, state = 0, due = 0, ended = NULL, reason = NULL, status = NULL, topic = NULL, recorded = ?3, in_order = ?4,
            attempt_count = 0, first_attempt = NULL WHERE id = ?1
            """);
        _deadBefore = file.Prepare("""
            SELECT delivery, id, destination, coalesce(content, 0) FROM hand_overs INDEXED BY dead_hand_overs_by_end
            WHERE state = 2 AND ended < ?1 ORDER BY ended LIMIT ?2
            """);
    }

    /// <summary>The highest key that was given.</summary>
    public long LastId { get; private set; }

    /// <summary>Gives keys; returns the first.</summary>
    public long Reserve(int count) => (LastId += count) - count + 1;

    /// <summary>Inserts one that waits, or a dead letter when a reason is given.</summary>
    public void Insert(
        NewHandOver handOver, long destination, bool inOrder, (string Reason, string Topic)? deadLetter) =>
        Insert(Reserve(1), handOver, destination, inOrder, deadLetter);

    /// <summary>The same under a key that it was given before.</summary>
    public void Insert(
        long id, NewHandOver handOver, long destination, bool inOrder, (string Reason, string Topic)? deadLetter)
    {
        var insert = deadLetter is null ? _insert : _insertDeadLetter;
        insert.Bind(1, id).Bind(2, destination).Bind(3, handOver.Delivery).Bind(4, handOver.Conversation)
            .Bind(5, inOrder ? 1 : 0).Bind(6, handOver.Recorded)
            .Bind(7, handOver.Content == 0 ? (long?)null : handOver.Content).Bind(8, handOver.Error);
        if (deadLetter is { } dead)
        {
            insert.Bind(9, dead.Reason).Bind(10, dead.Topic);
        }

        insert.Execute();
    }

    /// <summary>Inserts one that waited without a row and was taken at the first attempt.</summary>
    /// <param name="id">The key that it was given before.</param>
    /// <param name="at">When it ended, in milliseconds since 1970.</param>
    public void InsertDelivered(long id, NewHandOver handOver, long destination, long at, AttemptEntry attempt) =>
        _insertDelivered.Bind(1, id).Bind(2, destination).Bind(3, handOver.Delivery).Bind(4, handOver.Conversation)
            .Bind(5, handOver.Recorded).Bind(6, at).Bind(7, attempt.StatusCode).Bind(8, AttemptHistory.Write(attempt))
            .Execute();

    /// <summary>One that waits; null when there is none.</summary>
    public WaitingHandOver? Read(long id)
    {
        if (!_read.Bind(1, id).Read())
        {
            return null;
        }

        var found = new WaitingHandOver(
            _read.Int64(0),
            _read.Int64(1),
            _read.Int64(2),
            _read.Moment(3),
            (int)_read.Int64(4),
            _read.MomentOrNull(5),
            _read.Text(6),
            _read.Int64(7),
            AttemptHistory.LastEnd(_read.Bytes(8)));
        _read.Reset();
        return found;
    }

    /// <summary>Ends one; false when it isn't in the state that it is expected in.</summary>
    public bool End(long id, HandOverState from, HandOverState to, HandOverEnd end) =>
        _end.Bind(1, id).Bind(2, (long)to).Bind(3, end.At).Bind(4, end.Reason).Bind(5, end.Attempt?.StatusCode ?? 0)
            .Bind(6, end.Attempt is null ? 0 : 1)
            .Bind(7, end.Attempt is null ? null : AttemptHistory.Write(end.Attempt)).Bind(8, (long)from)
            .Bind(9, end.Topic).Execute() > 0;

    /// <summary>Counts an attempt, unless it was counted before.</summary>
    public void EndAttempt(LeasedHandOver handOver, long due, AttemptEntry attempt, string line) =>
        _endAttempt.Bind(1, handOver.Key).Bind(2, due).Bind(3, attempt.StartedAt.ToUnixTimeMilliseconds())
            .Bind(4, line).Bind(5, handOver.Attempts).Execute();

    public void SetDue(long id, long due) => _setDue.Bind(1, id).Bind(2, due).Execute();

    /// <summary>Ends one without a trace; false when it isn't in the state that it is expected in.</summary>
    public bool Delete(long id, HandOverState from) => _delete.Bind(1, id).Bind(2, (long)from).Execute() > 0;

    /// <summary>Makes a dead letter wait again, behind all others; its history stays.</summary>
    public void Replay(long id, long at, bool inOrder) =>
        _replay.Bind(1, id).Bind(2, ++LastId).Bind(3, at).Bind(4, inOrder ? 1 : 0).Execute();

    /// <summary>Those that wait for no time, behind a key.</summary>
    public List<(long Id, long Conversation)> ReadyAfter(long destination, long id, int max) =>
        Pairs(_readyAfter.Bind(1, destination).Bind(2, id).Bind(3, max));

    /// <summary>Those whose time has come, and those whose stored time is later than any can be.</summary>
    public List<(long Id, long Conversation)> Due(long destination, long until, long beyond, int max) =>
    [
        .. Pairs(_dueUntil.Bind(1, destination).Bind(2, until).Bind(3, max)),
        .. Pairs(_dueBeyond.Bind(1, destination).Bind(2, beyond).Bind(3, max)),
    ];

    /// <summary>The next moment after one for which a hand-over waits; null when none does.</summary>
    public long? NextDue(long destination, long after) =>
        _nextDue.Bind(1, destination).Bind(2, after).ReadNumber();

    /// <summary>The first that waits of a conversation that is handed over in order; 0 when there is none.</summary>
    public long FirstOf(long destination, long conversation) =>
        _first.Bind(1, destination).Bind(2, conversation).ReadNumber() ?? 0;

    public void PutInOrder(long id) => _putInOrder.Bind(1, id).Execute();

    /// <summary>Those that wait, by when they are due: 0 for no time.</summary>
    public List<OpenHandOver> Open(long destination, long dueFrom, long dueBefore, int max) =>
        Open(_open.Bind(1, destination).Bind(2, dueFrom).Bind(3, dueBefore).Bind(4, max));

    /// <summary>
    /// Those that were tried, or given back with a time that has come, and were recorded before a moment.
    /// </summary>
    public List<OpenHandOver> Tried(long destination, long dueUntil, long recordedBefore, int max) =>
        Open(_tried.Bind(1, destination).Bind(2, dueUntil).Bind(3, recordedBefore).Bind(4, max));

    /// <summary>Those of a delivery that wait or are dead letters.</summary>
    public List<UnendedHandOver> UnendedOf(long delivery) =>
        _unendedOf.Bind(1, delivery).ReadAll(static row => new UnendedHandOver(
            row.Int64(0), row.Int64(1), (HandOverState)row.Int64(2), row.Int64(3), row.Int64(4) != 0));

    /// <summary>Dead letters that ended before a moment, oldest first, each with its delivery.</summary>
    public List<(long Delivery, UnendedHandOver HandOver)> DeadBefore(long ended, int max) =>
        _deadBefore.Bind(1, ended).Bind(2, max).ReadAll(static row => (row.Int64(0), new UnendedHandOver(
            row.Int64(1), row.Int64(2), HandOverState.DeadLetter, row.Int64(3), LacksConversation: false)));

    private static List<OpenHandOver> Open(SqliteStatement rows) => rows.ReadAll(
        static row => new OpenHandOver(row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4)));

    private static List<(long Id, long Conversation)> Pairs(SqliteStatement rows) =>
        rows.ReadAll(static row => (row.Int64(0), row.Int64(1)));
}

/// <summary>A hand-over on its way into the file.</summary>
/// <param name="Delivery">Key of its delivery; below 0 for an operator event.</param>
/// <param name="Conversation">64 bits of its conversation, 0 for none.</param>
/// <param name="Content">Key of what was fetched for it; 0 for nothing.</param>
/// <param name="Error">Why the fetch failed for good.</param>
/// <param name="Recorded">Milliseconds since 1970.</param>
internal readonly record struct NewHandOver(
    long Delivery, long Conversation, long Content, string? Error, long Recorded);

/// <summary>A hand-over that is leased.</summary>
/// <param name="Conversation">64 bits of its conversation when that is handed over in order, else 0.</param>
internal readonly record struct WaitingHandOver(
    long Delivery, long Conversation, long Content, DateTimeOffset Recorded, int Attempts,
    DateTimeOffset? FirstAttempt, string? Error,
    long Due, DateTimeOffset? LastAttempt);

/// <summary>A hand-over that waits.</summary>
internal readonly record struct OpenHandOver(long Id, long Delivery, long Conversation, long Content, long Recorded);

/// <summary>A hand-over of a delivery that waits or is a dead letter.</summary>
/// <param name="LacksConversation">True when its delivery's fetch failed for good before it was recorded.</param>
internal readonly record struct UnendedHandOver(
    long Id, long Destination, HandOverState State, long Content, bool LacksConversation);

/// <summary>How a hand-over ended.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Topic">Of a dead letter: the delivery's topic.</param>
internal readonly record struct HandOverEnd(long At, string? Reason, AttemptEntry? Attempt, string? Topic);
