using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// What happens to deliveries, each in two steps: the first changes rows inside the transaction, the second changes
/// what is kept in memory after its commit. Used by the writer's thread alone, but for the count.
/// </summary>
internal sealed partial class DeliveryLedger(
    JournalOptions options,
    JournalClock clock,
    AsyncManualResetEvent due,
    EarliestTimer timer,
    HandOverLedger handOvers,
    ChangedKeys changed,
    ActivityCounts activity,
    PublishedEvents? published)
{
    private readonly RecordTotals _totals = new(options.MaxOpenDeliveries, options.MaxDeliveryBytes);
    private readonly DueDeliveries _due = new(options.LeaseDuration, clock, due, timer);

    // Those that the transaction takes from whoever holds them: their leases end after its commit.
    private readonly HashSet<long> _revoked = [];
    private KnownEvents? _known;
    private DeliveryRows? _rows;
    private SqliteFile? _file;

    public long Count => _totals.Count;

    public long Bytes => _totals.Bytes;

    public long DeadLetters { get; private set; }

    private long KnownSince => clock.After(-options.Retention);

    // Shown to operators, so it is the system's.
    private long EndedAt => clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The highest key that was given.</summary>
    public long LastId => _rows!.LastId;

    /// <summary>The highest key that the file had when it was opened.</summary>
    public long HighestId => _rows!.HighestId;

    /// <summary>When the oldest open one was received, in milliseconds since 1970; null when there is none.</summary>
    public long? OldestReceived() => _rows!.OldestReceived();

    /// <summary>Takes up a file that was opened; leases of this run stay what they are.</summary>
    /// <param name="given">A key up to which all have been given, as the index knows.</param>
    public void Load(SqliteFile file, long given)
    {
        _file = file;
        _rows = new DeliveryRows(file, handOvers, Math.Max(_rows?.LastId ?? 0, given));
        var (open, deadLetters, bytes) = _rows.Count();
        _totals.Load(open, bytes);
        DeadLetters = deadLetters;
        _known = new KnownEvents(file, KnownSince);
        _due.Load(_rows);
    }

    public void BeginBatch()
    {
        _totals.BeginBatch();
        _revoked.Clear();
    }

    // --- Recording ---

    public (RecordStatus Status, long Id) Insert(
        long received, long conversation, UInt128 eventKey, ReadOnlySpan<byte> record,
        IReadOnlyList<string> destinations)
    {
        if (_known!.Find(eventKey, KnownSince) is { } known)
        {
            return (_due.IsInline(known) ? RecordStatus.InFlight : RecordStatus.Duplicate, known);
        }

        if (!_totals.HasRoom || !handOvers.HasRoomFor(destinations))
        {
            return (RecordStatus.Full, 0);
        }

        var id = _rows!.Insert(received, conversation, record);
        _known.Add(eventKey, id, clock.Now);
        _totals.Reserve(record.Length);
        handOvers.Insert(id, conversation, destinations, 0, null);
        return (RecordStatus.Recorded, id);
    }

    /// <summary>Records a delivery that needs no processing.</summary>
    public (RecordStatus Status, long Id) InsertFinished(
        UInt128 eventKey, long conversation, ReadOnlySpan<byte> record, IReadOnlyList<string> destinations)
    {
        if (_known!.Find(eventKey, KnownSince) is { } known)
        {
            return (RecordStatus.Duplicate, known);
        }

        // Without a hand-over it leaves nothing that takes room.
        if (destinations.Count > 0 && !handOvers.HasRoomFor(destinations))
        {
            return (RecordStatus.Full, 0);
        }

        if (handOvers.Defers(destinations))
        {
            var deferred = _rows!.NextId();
            handOvers.Defer(deferred, EndedAt, record, destinations);
            _known.Add(eventKey, deferred, clock.Now);
            return (RecordStatus.Recorded, deferred);
        }

        var id = _rows!.InsertFinished(EndedAt, record, clock.KeptUntil(options));
        _known.Add(eventKey, id, clock.Now);
        if (destinations.Count > 0)
        {
            handOvers.InsertPayload(id, record);
            handOvers.Insert(id, conversation, destinations, 0, null);
        }

        return (RecordStatus.Recorded, id);
    }

    /// <summary>True when a publication is looked for before each record.</summary>
    public bool FindsPublications => published is not null;

    /// <summary>Takes up what was recorded, as a publication of its event.</summary>
    public void Published(Publication publication) => published?.Add(publication);

    /// <summary>
    /// Records a delivery of an event that was published before as a finished one, whatever it needs; null when it is
    /// none, or the earlier one failed or may still fail: then it is a delivery like any other.
    /// </summary>
    public (RecordStatus Status, long Id)? InsertRepublished(
        Publication publication, UInt128 eventKey, ReadOnlySpan<byte> record)
    {
        if (_known!.Find(eventKey, KnownSince) is not null || published?.Find(publication.Key) is not { } first
            || !publication.Repeats(first) || _due.IsInline(first.Delivery)
            || !_rows!.Serves(first, publication.ReceivedAt - (long)options.Retention.TotalMilliseconds))
        {
            return null;
        }

        var id = _rows.InsertFinished(EndedAt, RecordFrame.WithoutPayload(record), null);
        _known.Add(eventKey, id, clock.Now);
        return (RecordStatus.Duplicate, id);
    }

    /// <summary>Counts a delivery that was offered, as what became of it.</summary>
    public void Offered(RecordStatus status, bool opens, bool wakes)
    {
        if (status == RecordStatus.Recorded)
        {
            changed.Wake();
            activity.Add(Counted.Accepted);
            activity.Add(Counted.Finished, opens ? 0 : 1);
        }
        else if (status is RecordStatus.Duplicate or RecordStatus.InFlight)
        {
            activity.Add(Counted.Duplicate);
            if (wakes)
            {
                changed.Wake();
            }
        }
    }

    /// <summary>
    /// A delivery came again at a moment, in milliseconds since 1970, and is answered as a duplicate.
    /// </summary>
    public void CameAgain(long delivery, long at) => activity.Duplicates.Add(delivery, at);

    /// <summary>Takes up a delivery that is on disk now; returns its lease's token when one was asked for.</summary>
    public long Inserted(long id, long conversation, int bytes, bool lease)
    {
        _totals.Added(bytes);
        if (lease)
        {
            return _due.AddLeased(id, conversation);
        }

        _due.Add(id, conversation);
        return 0;
    }

    /// <summary>Hand-overs to these destinations are on disk now.</summary>
    public void HandedOver(IReadOnlyList<string> destinations) => handOvers.Arrived(destinations);

    // --- Leases ---

    public bool Holds(LeasedDelivery delivery) => _due.Holds(delivery) && !_revoked.Contains(delivery.Key);

    /// <summary>
    /// The same of one that is open. A lease outlives its delivery when an end was committed that was told as failed.
    /// </summary>
    public bool HoldsOpen(LeasedDelivery delivery) => Holds(delivery) && _rows!.IsOpen(delivery.Key);

    public IReadOnlyList<LeasedDelivery> Take(int max)
    {
        _file!.BeginReading();
        var taken = _due.Take(max);
        _file.Commit();
        return taken;
    }

    /// <summary>Makes due what a conversation has waiting for a time.</summary>
    public List<(long Id, long Conversation)> MakeConversationDue(
        string account, ConversationId conversationId, int max) =>
        MakeDue(_rows!.WaitingOf(DedupeKey.OfConversation(account, conversationId), max));

    /// <summary>Leases what a conversation has: what waited for a time, then what is due, oldest first.</summary>
    public IReadOnlyList<LeasedDelivery> TakeConversation(
        string account, ConversationId conversationId, int max, List<(long Id, long Conversation)> madeDue)
    {
        _due.MakeReady(madeDue);
        return _due.TakeConversation(DedupeKey.OfConversation(account, conversationId), max);
    }

    public IReadOnlyList<long> Renew(IReadOnlyList<LeasedDelivery> deliveries) => _due.Renew(deliveries);

    /// <summary>Makes due what waited until now, at most <paramref name="max"/>.</summary>
    public List<(long Id, long Conversation)> MakeWaitingDue(int max) =>
        MakeDue(_rows!.Waiting(clock.Now, clock.LatestDue, max));

    /// <summary>Takes up what was made due, and sets the timer for what is next.</summary>
    public void MadeDue(List<(long Id, long Conversation)> deliveries)
    {
        _due.MakeReady(deliveries);
        timer.SetFor(_rows!.NextDue() ?? long.MaxValue);
    }

    /// <summary>Takes up what leases and rests leave whose time has come.</summary>
    public void Expire() => _due.Expire();

    // --- Ends ---

    /// <summary>Moves deliveries to the finished ones; returns how many, and the bytes that this frees.</summary>
    public (int Count, long Bytes) Finish(IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt)
    {
        var line = AttemptHistory.Write(attempt);
        var (count, bytes) = (0, 0L);
        foreach (var delivery in deliveries.Where(Holds))
        {
            var freed = _rows!.Finish(
                delivery.Key, EndedAt, LineOf(delivery, attempt, line), clock.KeptUntil(options));
            count += freed > 0 ? 1 : 0;
            bytes += freed;
        }

        return (count, bytes);
    }

    /// <summary>Takes up deliveries that were finished; their conversations rest for a time.</summary>
    public void Finished(
        IEnumerable<LeasedDelivery> deliveries, (int Count, long Bytes) removed, TimeSpan rest) =>
        activity.Add(Counted.Finished, Closed(deliveries, removed, rest));

    /// <summary>Ends leases on deliveries that are no longer open; returns how many were.</summary>
    /// <param name="deliveries">The leases.</param>
    /// <param name="removed">What the transaction removed: one that an earlier one did isn't counted any more.</param>
    /// <param name="rest">For so long their conversations rest.</param>
    public int Closed(IEnumerable<LeasedDelivery> deliveries, (int Count, long Bytes) removed, TimeSpan rest)
    {
        _totals.Removed(removed.Count);
        _totals.Freed(removed.Bytes);
        var count = 0;
        foreach (var delivery in deliveries.Where(delivery => _due.End(delivery, rest)))
        {
            changed.Add(delivery.Key);
            count++;
        }

        return count;
    }

    public void Reschedule(IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, long? dueAt)
    {
        var line = AttemptHistory.Write(attempt);
        foreach (var delivery in deliveries.Where(Holds))
        {
            _rows!.EndAttempt(delivery, dueAt, attempt, LineOf(delivery, attempt, line));
        }
    }

    public void Release(IReadOnlyList<LeasedDelivery> deliveries, long? dueAt)
    {
        foreach (var delivery in deliveries.Where(Holds))
        {
            _rows!.SetDue(delivery.Key, dueAt);
        }
    }

    /// <summary>Ends leases on deliveries that stay open.</summary>
    public void Released(IReadOnlyList<LeasedDelivery> deliveries, long? dueAt)
    {
        _due.GiveBack(deliveries, dueAt);
        changed.Add(deliveries.Select(delivery => delivery.Key));
    }

    /// <summary>
    /// Moves a delivery to the dead letters and lets its event be sent again; false when its lease isn't held.
    /// </summary>
    public bool DeadLetter(LeasedDelivery delivery, AttemptEntry attempt)
    {
        if (!Holds(delivery)
            || !_rows!.DeadLetter(delivery.Key, EndedAt, AttemptHistory.Write(attempt.Of(delivery))))
        {
            return false;
        }

        _known!.Remove(delivery.Key);
        return true;
    }

    public void DeadLettered(LeasedDelivery delivery)
    {
        DeadLetters++;
        activity.Add(Counted.DeadLettered);
        Closed([delivery], (1, 0), TimeSpan.Zero);
    }

    /// <summary>Removes a delivery without a trace; returns whether it did, and the bytes that this frees.</summary>
    public (int Count, long Bytes) Forget(LeasedDelivery delivery)
    {
        if (!Holds(delivery))
        {
            return (0, 0);
        }

        handOvers.Erase(delivery.Key, EndReasons.Forgotten);
        _known!.Remove(delivery.Key);
        var freed = _rows!.Remove(delivery.Key);
        return (freed > 0 ? 1 : 0, freed);
    }

    /// <summary>Frees the memory of events that are no longer known.</summary>
    public void TrimKnown() => _known!.Trim(KnownSince);

    private static string LineOf(LeasedDelivery delivery, AttemptEntry attempt, string line) =>
        delivery.Wait is null ? line : AttemptHistory.Write(attempt.Of(delivery));

    private List<(long Id, long Conversation)> MakeDue(List<(long Id, long Conversation)> deliveries)
    {
        deliveries.ForEach(delivery => _rows!.SetDue(delivery.Id, null));
        return deliveries;
    }
}
