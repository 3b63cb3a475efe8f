using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// What happens to hand-overs inside a transaction; <see cref="DueHandOvers"/> follows after its commit. Used by the
/// writer's thread alone.
/// </summary>
internal sealed partial class HandOverLedger(
    JournalOptions options, DestinationLimits limits, JournalClock clock, DueHandOvers due, ActivityCounts activity)
{
    /// <summary>Operator events that wait at most.</summary>
    private const int MaxOperatorEvents = 1_000;

    private HandOverRows? _rows;
    private HandedOverRows? _handedOver;
    private DeferredHandOvers? _deferred;
    private DestinationRows? _destinations;
    private HandOverSweep? _sweep;
    private readonly Dictionary<string, int> _full = new(StringComparer.Ordinal);
    private int _delivered;
    private int _deadLettered;

    /// <summary>Those that wait, over all destinations, and the dead letters.</summary>
    public (long Waiting, long DeadLetters) Counts => (Totals.Waiting, Totals.DeadLetters);

    /// <summary>What has bounds, while there are destinations: without one nothing is refused for it.</summary>
    public (long Waiting, long Bytes) Bounded => limits.IsEmpty ? default : (Totals.Waiting, Totals.Bytes);

    /// <summary>What found no room.</summary>
    public FullDestinations Full { get; } = new();

    // Shown to operators, so it is the system's.
    private long At => clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Load(SqliteFile file)
    {
        _deferred = new DeferredHandOvers(file);
        _rows = new HandOverRows(file, Math.Max(_deferred.LastId, _rows?.LastId ?? 0));
        _handedOver = new HandedOverRows(file);
        _destinations = new DestinationRows(file, _deferred.Loaded);
        _sweep = new HandOverSweep(file, options, clock);
        due.Load(_rows, _handedOver, _deferred, _destinations);
    }

    // --- A transaction ---

    public void BeginBatch()
    {
        _destinations!.BeginBatch();
        (_delivered, _deadLettered) = (0, 0);
        _full.Clear();
    }

    public void EndBatch() => _destinations!.Write();

    public void Committed()
    {
        _destinations!.Committed();
        activity.Add(Counted.HandedOver, _delivered);
        activity.Add(Counted.DeadLettered, _deadLettered);
        Full.Add(_full);
    }

    /// <summary>Removes history whose time is over, some of it; returns what <see cref="Swept"/> takes.</summary>
    /// <param name="deliveriesFrom">The history of deliveries below this key goes, there being too much of it.</param>
    public long Sweep(long deliveriesFrom) => _sweep!.Run(deliveriesFrom);

    /// <summary>To be called after the commit; true when there may be more to remove.</summary>
    public bool Swept(long upTo) => _sweep!.Committed(upTo);

    // --- Recording ---

    /// <summary>False when a new delivery that is handed over finds no room.</summary>
    public bool HasRoomFor(IReadOnlyList<string> destinations) =>
        (destinations.Count == 0 && limits.IsEmpty)
        || (Totals.Waiting + Math.Max(1, destinations.Count) <= options.MaxOpenHandOvers
            && Totals.Bytes < options.MaxHandOverBytes);

    /// <summary>Records hand-overs of a delivery.</summary>
    public void Insert(
        long delivery, long conversation, IReadOnlyList<string> destinations, long content, string? error)
    {
        var handOver = new NewHandOver(delivery, conversation, content, error, At);
        foreach (var name in destinations)
        {
            var destination = FindOrAdd(name);
            var limit = limits.Of(name);
            var isFull = destination.Row.Waiting >= limit.MaxWaiting;
            _rows!.Insert(
                handOver, destination.Id, IsInOrder(destination),
                isFull ? (HandOverReasons.DestinationFull, _handedOver!.ReadTopic(delivery)) : null);
            Count(destination, isFull ? HandOverState.DeadLetter : HandOverState.Waiting, 1);
            if (isFull)
            {
                _deadLettered++;
                _full[name] = _full.GetValueOrDefault(name) + 1;
            }
        }
    }

    /// <summary>Stores what a fetch brought; returns its key, which <see cref="Insert"/> takes next.</summary>
    public long InsertContent(ReadOnlySpan<byte> record)
    {
        // Its key is that of the first hand-over of it: both go on for ever.
        var id = _rows!.LastId + 1;
        Takes(_handedOver!.InsertContent(id, record));
        return id;
    }

    /// <summary>Stores the payload of a delivery that was recorded as finished.</summary>
    public void InsertPayload(long delivery, ReadOnlySpan<byte> record) =>
        Takes(_handedOver!.InsertPayload(delivery, record));

    /// <summary>
    /// Keeps the payload of a delivery that leaves the open ones or the dead letters, when a hand-over needs it.
    /// </summary>
    public void Keep(long delivery, ReadOnlySpan<byte> record)
    {
        if (Totals.Waiting + Totals.DeadLetters > 0 && _handedOver!.IsPayloadNeeded(delivery))
        {
            InsertPayload(delivery, record);
        }
    }

    public bool HasRoomForOperatorEvents(int count) => Totals.OperatorEvents + count <= MaxOperatorEvents;

    /// <summary>Records an operator event; false when too many wait.</summary>
    public bool InsertOperatorEvent(ReadOnlySpan<byte> record, IReadOnlyList<string> destinations)
    {
        if (!HasRoomForOperatorEvents(destinations.Count))
        {
            return false;
        }

        var key = -(_rows!.LastId + 1);
        InsertPayload(key, record);
        foreach (var name in destinations)
        {
            _rows.Insert(new NewHandOver(key, 0, 0, null, At), FindOrAdd(name).Id, inOrder: false, null);
        }

        Totals = Totals with { OperatorEvents = Totals.OperatorEvents + destinations.Count };
        return true;
    }

    // --- Ends ---

    public void Complete(IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt)
    {
        foreach (var handOver in handOvers)
        {
            if (due.Leases.TryFind(handOver.Key, handOver.Lease, out var lease)
                && !TryCompleteDeferred(handOver, lease, attempt))
            {
                End(handOver.Key, lease, HandOverState.Waiting, HandOverState.Delivered, null, attempt.Of(handOver));
            }
        }
    }

    public void DeadLetter(LeasedHandOver handOver, AttemptEntry attempt, string reason)
    {
        if (TryFindWithRow(handOver, out var lease))
        {
            NoteFailure(lease.Destination, attempt);
            End(
                handOver.Key, lease, HandOverState.Waiting, HandOverState.DeadLetter, reason, attempt.Of(handOver));
        }
    }

    public void Reschedule(IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, long dueAt)
    {
        foreach (var handOver in handOvers)
        {
            if (TryFindWithRow(handOver, out var lease))
            {
                NoteFailure(lease.Destination, attempt);
                _rows!.EndAttempt(handOver, dueAt, attempt, AttemptHistory.Write(attempt.Of(handOver)));
            }
        }
    }

    public void Release(IReadOnlyList<LeasedHandOver> handOvers, long dueAt)
    {
        foreach (var handOver in handOvers.Where(handOver => TryFindWithRow(handOver, out _)))
        {
            _rows!.SetDue(handOver.Key, dueAt);
        }
    }

    /// <summary>Hand-overs to these destinations were recorded. To be called after the commit.</summary>
    public void Arrived(IReadOnlyList<string> destinations)
    {
        for (var i = 0; i < destinations.Count; i++)
        {
            due.Arrived(destinations[i]);
        }
    }

    /// <summary>Hand-overs to any destination may be due. To be called after the commit.</summary>
    public void Arrived() => Arrived([.. _destinations!.All.Select(one => one.Name)]);

    /// <summary>The destinations, after the commit of what has to be seen.</summary>
    public IReadOnlyList<DestinationState> States() =>
    [
        .. _destinations!.All.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => new DestinationState
        {
            Name = one.Name,
            Waiting = one.Row.Waiting,
            DeadLetters = one.Row.DeadLetters,
            OldestAt = OldestOf(one),
            Paused = one.Row.Paused,
            LastFailure = one.Row.LastFailure,
        }),
    ];

    public void Pause(string name, DestinationPause? pause)
    {
        var destination = FindOrAdd(name);
        destination.Row = destination.Row with { Paused = pause };
    }

    /// <summary>
    /// Gives what waits its place in the order of its conversation, or ends that; some of it at a time. Returns up to
    /// which key, for <see cref="WasPutInOrder"/>; 0 when all is done.
    /// </summary>
    public long PutInOrder(string name, bool inOrder)
    {
        const int Chunk = 5_000;
        var destination = FindOrAdd(name);
        if (inOrder)
        {
            if (destination.PutInOrderUpTo == 0)
            {
                _rows!.Open(destination.Id, 1, long.MaxValue, int.MaxValue).ForEach(one => _rows.PutInOrder(one.Id));
            }

            var ready = _rows!.ReadyAfter(destination.Id, destination.PutInOrderUpTo, Chunk);
            ready.ForEach(one => _rows.PutInOrder(one.Id));
            if (ready.Count == Chunk)
            {
                return ready[^1].Id;
            }
        }

        destination.Row = destination.Row with { InOrder = inOrder };
        return 0;
    }

    public bool WasPutInOrder(string name, long upTo)
    {
        var destination = FindOrAdd(name);
        destination.PutInOrderUpTo = upTo;
        destination.ReadAgain();
        return upTo == 0;
    }

    // Whatever becomes of it but its end needs a row.
    private bool TryFindWithRow(LeasedHandOver handOver, out HandOverLease lease)
    {
        if (!due.Leases.TryFind(handOver.Key, handOver.Lease, out lease))
        {
            return false;
        }

        if (lease.IsDeferred)
        {
            MakeRows(lease.Delivery);
        }

        return true;
    }

    private HandOverTotals Totals
    {
        get => _destinations!.Totals;
        set => _destinations!.Totals = value;
    }

    private Destination FindOrAdd(string name) =>
        _destinations!.Find(name) ?? _destinations.FindOrAdd(name, limits.Of(name).InOrder);

    private bool IsInOrder(Destination destination) => destination.Row.InOrder || limits.Of(destination.Name).InOrder;

    private void End(
        long id, in HandOverLease of, HandOverState from, HandOverState to, string? reason, AttemptEntry? attempt)
    {
        var isOperatorEvent = of.Delivery < 0;
        var leavesNothing = isOperatorEvent || (to != HandOverState.DeadLetter && id <= _sweep!.SweptUpTo);
        var topic = to == HandOverState.DeadLetter && !leavesNothing ? _handedOver!.ReadTopic(of.Delivery) : null;
        if (!(leavesNothing
            ? _rows!.Delete(id, from) : _rows!.End(id, from, to, new HandOverEnd(At, reason, attempt, topic))))
        {
            return;
        }

        Takes(-_handedOver!.Clean(of.Delivery, of.Content));
        if (isOperatorEvent)
        {
            Totals = Totals with { OperatorEvents = Totals.OperatorEvents - 1 };
            return;
        }

        var destination = FindOrAdd(of.Destination);
        Count(destination, from, -1);
        _delivered += to == HandOverState.Delivered ? 1 : 0;
        if (to == HandOverState.DeadLetter)
        {
            Count(destination, to, 1);
            _deadLettered++;
        }
    }

    private void Count(Destination destination, HandOverState state, int change)
    {
        var (row, totals) = (destination.Row, Totals);
        (destination.Row, Totals) = state == HandOverState.Waiting
            ? (row with { Waiting = row.Waiting + change }, totals with { Waiting = totals.Waiting + change })
            : (row with { DeadLetters = row.DeadLetters + change },
                totals with { DeadLetters = totals.DeadLetters + change });
    }

    private void NoteFailure(string name, AttemptEntry attempt)
    {
        var destination = FindOrAdd(name);
        var failure = new DestinationFailure(attempt.EndedAt, attempt.StatusCode, attempt.Reason);
        destination.Row = destination.Row with { LastFailure = failure };
    }

    private DateTimeOffset? OldestOf(Destination destination)
    {
        var first = _rows!.Open(destination.Id, 0, 1, 1).Concat(_rows.Open(destination.Id, 1, long.MaxValue, 1))
            .Select(one => one.Recorded);
        if (destination.Row.Deferred > 0 && _deferred!.OldestOf(destination.Id) is { At: var deferred })
        {
            first = first.Append(deferred);
        }

        var oldest = first.DefaultIfEmpty(-1).Min();
        return oldest < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldest);
    }

    private void Takes(long bytes) => Totals = Totals with { Bytes = Totals.Bytes + bytes };
}
