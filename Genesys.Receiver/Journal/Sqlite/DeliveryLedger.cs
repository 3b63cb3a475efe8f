using System.Runtime.InteropServices;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The open deliveries: the file's rows, and in memory what is due, who holds what, and where known events stand. Methods that
/// change rows run inside a transaction; those that change memory run after its commit. Used by the writer's thread alone, but for the count.
/// </summary>
internal sealed class DeliveryLedger(JournalOptions options, TimeProvider time, Signal due, Action<long> wakeAt)
{
    // What is due and older than this many is in memory; the rest is read from the file as room comes.
    private const int MaxReady = 250_000;
    private const int Refill = 2_000;

    private static readonly string[] _tables = ["deliveries", "known_events", "finished", "dead_letters"];

    private readonly List<long> _candidates = [];
    private readonly HashSet<long> _ahead = [];
    private KnownEvents _known = new();
    private ReadyQueue _ready = new();
    private readonly DeliveryLeases _leases = new();
    private SqliteFile? _file;
    private long _lastId;
    private long _readUpTo;
    private bool _isBehind;
    private long _pendingCount;
    private long _pendingBytes;
    private long _count;
    private long _bytes;

    public long Count => Volatile.Read(ref _count);

    public long DeadLetters { get; private set; }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long LeaseEnd => (time.GetUtcNow() + options.LeaseDuration).ToUnixTimeMilliseconds();

    /// <summary>Milliseconds since 1970 of the oldest; null when there is none.</summary>
    public long? OldestReceived()
    {
        var oldest = _file!.OldestDelivery;
        long? received = oldest.Read() ? oldest.Int64(0) : null;
        oldest.Reset();
        return received;
    }

    /// <summary>Takes up a file that was opened; leases of this run stay what they are.</summary>
    public void Load(SqliteFile file)
    {
        _file = file;
        _lastId = Math.Max(_lastId, _tables.Max(table => file.Number($"SELECT max(id) FROM {table}")));
        Volatile.Write(ref _count, file.Number("SELECT count(*) FROM deliveries"));
        DeadLetters = file.Number("SELECT count(*) FROM dead_letters");
        _bytes = file.Number("SELECT sum(length(record)) FROM deliveries") + file.Number("SELECT sum(length(record)) FROM dead_letters");
        _known = LoadKnownEvents(file);
        _ready = new ReadyQueue();
        foreach (var conversation in _leases.Conversations)
        {
            _ready.Hold(conversation);
        }

        _ahead.Clear();
        _readUpTo = 0;
        _isBehind = true;
        due.Raise();
        wakeAt(Now);
    }

    public void BeginBatch() => _pendingCount = _pendingBytes = 0;

    public (RecordStatus Status, long Id) Insert(long received, long conversation, UInt128 eventKey, ReadOnlySpan<byte> record)
    {
        var now = Now;
        if (FindKnown(eventKey, now) is { } known)
        {
            return (_leases.IsInline(known, now) ? RecordStatus.InFlight : RecordStatus.Duplicate, known);
        }

        if (_count + _pendingCount >= options.MaxOpenDeliveries || _bytes + _pendingBytes >= options.MaxDeliveryBytes)
        {
            return (RecordStatus.Full, 0);
        }

        var id = ++_lastId;
        _file!.InsertDelivery.Bind(1, id).Bind(2, received).Bind(3, conversation).Bind(4, record).Execute();
        AddKnown(eventKey, id, now);
        _pendingCount++;
        _pendingBytes += record.Length;
        return (RecordStatus.Recorded, id);
    }

    /// <summary>Records a delivery that needs no processing.</summary>
    public (RecordStatus Status, long Id) InsertFinished(UInt128 eventKey, ReadOnlySpan<byte> recordWithoutPayload)
    {
        var now = Now;
        if (FindKnown(eventKey, now) is { } known)
        {
            return (RecordStatus.Duplicate, known);
        }

        var id = ++_lastId;
        _file!.InsertFinishedAtOnce.Bind(1, id).Bind(2, now).Bind(3, recordWithoutPayload).Execute();
        AddKnown(eventKey, id, now);
        return (RecordStatus.Recorded, id);
    }

    /// <summary>Takes up a delivery that is on disk now; returns its lease's token when one was asked for.</summary>
    public long Inserted(long id, long conversation, int bytes, bool lease)
    {
        Volatile.Write(ref _count, _count + 1);
        _bytes += bytes;
        if (lease)
        {
            _readUpTo = _isBehind ? _readUpTo : id;
            _ready.Hold(conversation);
            return Lease(id, conversation, inline: true);
        }

        _isBehind |= _ready.Count >= MaxReady;
        if (!_isBehind)
        {
            _readUpTo = id;
            _ready.Add(id, conversation);
        }

        due.Raise();
        return 0;
    }

    /// <summary>Leases what is due. Must follow what else was committed with it, for it reads the file's newest rows.</summary>
    public IReadOnlyList<LeasedDelivery> Take(int max)
    {
        var taken = new List<LeasedDelivery>();
        _file!.BeginReading();
        while (taken.Count < max)
        {
            if (_ready.TryTake(out var id, out var conversation))
            {
                AddLeased(taken, id, conversation);
            }
            else if (_isBehind && _ready.Count < MaxReady)
            {
                ReadMore();
            }
            else
            {
                due.Lower();
                break;
            }
        }

        _file.Commit();
        return taken;
    }

    /// <summary>Keys of a conversation's deliveries that wait for a time, which this makes due.</summary>
    public List<long> MakeConversationDue(string account, string conversationId, int max)
    {
        var ids = new List<long>();
        var rows = _file!.WaitingOf.Bind(1, DedupeKey.OfConversation(account, conversationId)).Bind(2, max);
        while (rows.Read())
        {
            ids.Add(rows.Int64(0));
        }

        ids.ForEach(id => _file.SetDue.Bind(1, id).Bind(2, (long?)null).Execute());
        return ids;
    }

    /// <summary>Leases what a conversation has: what waited for a time, then what is due, oldest first.</summary>
    public IReadOnlyList<LeasedDelivery> TakeConversation(string account, string conversationId, int max, List<long> madeDue)
    {
        var conversation = DedupeKey.OfConversation(account, conversationId);
        madeDue.ForEach(id => MakeReady(id, conversation));
        var taken = new List<LeasedDelivery>();
        while (taken.Count < max && _ready.TryTake(conversation, out var id))
        {
            AddLeased(taken, id, conversation);
        }

        return taken;
    }

    public IReadOnlyList<long> Renew(IReadOnlyList<LeasedDelivery> deliveries)
    {
        var end = LeaseEnd;
        return [.. deliveries.Where(delivery => _leases.Renew(delivery, end)).Select(delivery => delivery.Key)];
    }

    public bool Holds(LeasedDelivery delivery) => _leases.Holds(delivery);

    /// <summary>Moves deliveries to the finished ones; returns the bytes that this frees.</summary>
    public long Finish(IReadOnlyList<LeasedDelivery> deliveries, Round round)
    {
        var freed = 0L;
        var now = Now;
        var line = Rounds.Write(round);
        foreach (var delivery in deliveries.Where(Holds))
        {
            var row = _file!.ReadDelivery.Bind(1, delivery.Key);
            if (row.Read())
            {
                var record = row.Blob(0);
                freed += record.Length;
                InsertFinished(delivery.Key, now, null, row.Text(4) + line, RecordFrame.WithoutPayload(record));
                row.Reset();
                _file.DeleteDelivery.Bind(1, delivery.Key).Execute();
            }
        }

        return freed;
    }

    public void SetDue(IReadOnlyList<LeasedDelivery> deliveries, Round? round, DateTimeOffset? dueAt)
    {
        var at = DueTime(dueAt);
        var line = round is null ? null : Rounds.Write(round);
        foreach (var delivery in deliveries.Where(Holds))
        {
            if (round is null)
            {
                _file!.SetDue.Bind(1, delivery.Key).Bind(2, at).Execute();
            }
            else
            {
                _file!.AddRound.Bind(1, delivery.Key).Bind(2, at).Bind(3, round.StartedAt.ToUnixTimeMilliseconds()).Bind(4, line).Execute();
            }
        }
    }

    /// <summary>Moves a delivery to the dead letters and lets its event be sent again; false when its lease isn't held.</summary>
    public bool DeadLetter(LeasedDelivery delivery, Round round)
    {
        var row = _file!.ReadDelivery.Bind(1, delivery.Key);
        if (!Holds(delivery) || !row.Read())
        {
            return false;
        }

        _file.InsertDeadLetter.Bind(1, delivery.Key).Bind(2, Now).Bind(3, row.Int64(1) + 1)
            .Bind(4, row.Text(4) + Rounds.Write(round)).Bind(5, row.Blob(0)).Execute();
        row.Reset();
        Remove(delivery.Key);
        return true;
    }

    /// <summary>Removes a delivery without a trace; returns the bytes that this frees.</summary>
    public long Forget(LeasedDelivery delivery)
    {
        var row = _file!.ReadDelivery.Bind(1, delivery.Key);
        if (!Holds(delivery) || !row.Read())
        {
            return 0;
        }

        var bytes = row.Blob(0).Length;
        row.Reset();
        Remove(delivery.Key);
        return bytes;
    }

    /// <summary>Ends leases on deliveries that are no longer open.</summary>
    public void Ended(IEnumerable<LeasedDelivery> deliveries, long freedBytes)
    {
        _bytes -= freedBytes;
        foreach (var delivery in deliveries)
        {
            if (_leases.End(delivery, out var conversation))
            {
                Volatile.Write(ref _count, _count - 1);
                EndHold(conversation);
            }
        }
    }

    /// <summary>Ends the lease on a delivery that is a dead letter now.</summary>
    public void Buried(LeasedDelivery delivery)
    {
        DeadLetters++;
        Ended([delivery], 0);
    }

    /// <summary>Takes note that a dead letter was replayed or discarded.</summary>
    public void Exhumed(long bytes)
    {
        DeadLetters--;
        _bytes -= bytes;
    }

    /// <summary>Ends leases on deliveries that stay open.</summary>
    public void GiveBack(IEnumerable<LeasedDelivery> deliveries, DateTimeOffset? dueAt)
    {
        var at = DueTime(dueAt);
        foreach (var delivery in deliveries)
        {
            if (_leases.End(delivery, out var conversation))
            {
                if (at is null)
                {
                    MakeReady(delivery.Key, conversation);
                }

                EndHold(conversation);
            }
        }

        if (at is { } moment)
        {
            wakeAt(moment);
        }
    }

    /// <summary>True when a release to that moment changes no row.</summary>
    public bool IsDue(DateTimeOffset? dueAt) => DueTime(dueAt) is null;

    /// <summary>Makes due what waited until now, at most <paramref name="max"/>.</summary>
    public List<(long Id, long Conversation)> Wake(int max)
    {
        var woken = new List<(long Id, long Conversation)>();
        var rows = _file!.WaitingUntil.Bind(1, Now).Bind(2, max);
        while (rows.Read())
        {
            woken.Add((rows.Int64(0), rows.Int64(1)));
        }

        woken.ForEach(row => _file.SetDue.Bind(1, row.Id).Bind(2, (long?)null).Execute());
        return woken;
    }

    public void Woken(List<(long Id, long Conversation)> woken)
    {
        woken.ForEach(row => MakeReady(row.Id, row.Conversation));
        foreach (var (id, conversation) in _leases.Expire(Now))
        {
            MakeReady(id, conversation);
            EndHold(conversation);
        }

        var next = _file!.NextDue;
        if (next.Read() && !next.IsNull(0))
        {
            wakeAt(next.Int64(0));
        }

        next.Reset();
        wakeAt(_leases.EarliestExpiry);
    }

    /// <summary>Records a dead letter again; null when there is none.</summary>
    public Replayed? Replay(long deadLetter)
    {
        using var row = new SqliteStatement(_file!.Handle, "SELECT record, rounds FROM dead_letters WHERE id = ?1");
        if (!row.Bind(1, deadLetter).Read())
        {
            return null;
        }

        var record = row.Blob(0);
        var delivery = DeliveryCodec.Read(record);
        var replayed = new Replayed(
            ++_lastId, DedupeKey.OfConversation(delivery.Delivery.Account, delivery.Delivery.ConversationId), record.Length);
        var (eventKey, now) = (DedupeKey.Of(delivery.Delivery), Now);
        _file.InsertDelivery.Bind(1, replayed.Id).Bind(2, delivery.ReceivedAt.ToUnixTimeMilliseconds())
            .Bind(3, replayed.Conversation).Bind(4, record).Execute();
        using var history = new SqliteStatement(_file.Handle, "UPDATE deliveries SET rounds = ?2 WHERE id = ?1");
        history.Bind(1, replayed.Id).Bind(2, row.Text(1)).Execute();
        if (FindKnown(eventKey, now) is null)
        {
            AddKnown(eventKey, replayed.Id, now);
        }

        row.Reset();
        DeleteDeadLetter(deadLetter);
        return replayed;
    }

    /// <summary>Moves a dead letter to the finished ones without its payload; returns the bytes that this frees, 0 when there is none.</summary>
    public int Discard(long deadLetter, string reason)
    {
        using var row = new SqliteStatement(_file!.Handle, "SELECT record, rounds FROM dead_letters WHERE id = ?1");
        if (!row.Bind(1, deadLetter).Read())
        {
            return 0;
        }

        var record = row.Blob(0);
        var bytes = record.Length;
        InsertFinished(deadLetter, Now, reason, row.Text(1), RecordFrame.WithoutPayload(record));
        row.Reset();
        DeleteDeadLetter(deadLetter);
        return bytes;
    }

    public void ForgetKnown(long before) => _known.Forget(before);

    private void InsertFinished(long id, long at, string? discarded, string? rounds, ReadOnlySpan<byte> recordWithoutPayload) =>
        _file!.InsertFinished.Bind(1, id).Bind(2, at).Bind(3, discarded).Bind(4, rounds).Bind(5, recordWithoutPayload).Execute();

    private void AddKnown(UInt128 eventKey, long id, long at)
    {
        _file!.InsertKnown(id, at, eventKey);
        _known.Add(eventKey, id, at);
    }

    private void DeleteDeadLetter(long id)
    {
        using var delete = new SqliteStatement(_file!.Handle, "DELETE FROM dead_letters WHERE id = ?1");
        delete.Bind(1, id).Execute();
    }

    private void Remove(long id)
    {
        _file!.DeleteDelivery.Bind(1, id).Execute();
        _file.ForgetKnownEvent.Bind(1, id).Execute();
    }

    private long? DueTime(DateTimeOffset? dueAt) =>
        dueAt is { } at && at.ToUnixTimeMilliseconds() > Now ? at.ToUnixTimeMilliseconds() : null;

    private void EndHold(long conversation)
    {
        _ready.End(conversation);
        if (_ready.MayHaveOne)
        {
            due.Raise();
        }
    }

    private long? FindKnown(UInt128 eventKey, long now)
    {
        var notBefore = now - (long)options.Retention.TotalMilliseconds;
        _known.Find(eventKey, _candidates);
        foreach (var candidate in _candidates)
        {
            if (_file!.Knows(candidate, eventKey, notBefore))
            {
                return candidate;
            }
        }

        return null;
    }

    private void MakeReady(long id, long conversation)
    {
        if (id > _readUpTo)
        {
            _ahead.Add(id);
        }

        _ready.Add(id, conversation);
        due.Raise();
    }

    private void ReadMore()
    {
        var rows = _file!.ReadyAfter.Bind(1, _readUpTo).Bind(2, Refill);
        var count = 0;
        while (rows.Read())
        {
            count++;
            _readUpTo = rows.Int64(0);
            if (!_leases.IsLeased(_readUpTo) && !_ahead.Remove(_readUpTo))
            {
                _ready.Add(_readUpTo, rows.Int64(1));
            }
        }

        if (count < Refill)
        {
            _isBehind = false;
            _ahead.Clear();
            _readUpTo = _lastId;
        }
    }

    private void AddLeased(List<LeasedDelivery> taken, long id, long conversation)
    {
        var row = _file!.ReadDelivery.Bind(1, id);
        if (!row.Read())
        {
            EndHold(conversation);
            return;
        }

        taken.Add(new LeasedDelivery
        {
            Key = id,
            Lease = Lease(id, conversation, inline: false),
            Record = DeliveryCodec.Read(row.Blob(0)),
            Rounds = (int)row.Int64(1),
            FirstRoundAt = row.IsNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(2)),
        });
        row.Reset();
    }

    private long Lease(long id, long conversation, bool inline)
    {
        var end = LeaseEnd;
        wakeAt(end);
        return _leases.Add(id, conversation, inline, end);
    }

    private KnownEvents LoadKnownEvents(SqliteFile file)
    {
        var known = new KnownEvents();
        var notBefore = Now - (long)options.Retention.TotalMilliseconds;
        using var rows = new SqliteStatement(file.Handle, "SELECT id, at, event FROM known_events ORDER BY id");
        while (rows.Read())
        {
            if (rows.Int64(1) >= notBefore)
            {
                known.Add(MemoryMarshal.Read<UInt128>(rows.Blob(2)), rows.Int64(0), rows.Int64(1));
            }
        }

        return known;
    }
}
