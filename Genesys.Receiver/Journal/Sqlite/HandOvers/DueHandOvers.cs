using System.Collections.Concurrent;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// What is due of each destination and who holds what. What waits stays in the file and is read as it is taken. Its
/// members run after the commit of what they follow from. Used by the writer's thread alone, but for the events.
/// </summary>
internal sealed class DueHandOvers(TimeSpan leaseDuration, JournalClock clock, EarliestTimer timer)
{
    // How many are looked at before others have their turn: hand-overs may stand behind others of their conversation.
    private const int MaxLooks = 2_000;
    private const int Chunk = 200;

    private readonly ConcurrentDictionary<string, AsyncManualResetEvent> _arrived = new(StringComparer.Ordinal);
    private HandOverRows? _rows;
    private HandedOverRows? _handedOver;
    private DeferredHandOvers? _deferred;
    private DestinationRows? _destinations;

    public Leases<HandOverLease> Leases { get; } = new();

    private long LeaseEnd => clock.After(leaseDuration);

    /// <summary>Takes up the rows of a file that was opened; leases of this run stay what they are.</summary>
    public void Load(
        HandOverRows rows, HandedOverRows handedOver, DeferredHandOvers deferred, DestinationRows destinations)
    {
        (_rows, _handedOver, _deferred, _destinations) = (rows, handedOver, deferred, destinations);
        Tick();
        foreach (var arrived in _arrived.Values)
        {
            arrived.Set();
        }
    }

    public Task WaitAsync(string destination, CancellationToken cancellationToken) =>
        ArrivedAt(destination).WaitAsync(cancellationToken);

    public void Arrived(string destination) => ArrivedAt(destination).Set();

    /// <summary>The destination has nothing at all.</summary>
    public void NothingFor(string destination) => ArrivedAt(destination).Reset();

    /// <summary>
    /// Leases what is due of a destination. What was committed with it must be known before, because this reads the
    /// file's newest rows.
    /// </summary>
    public List<LeasedHandOver> Take(Destination destination, int max, bool inOrder)
    {
        var taking = new Taking(destination, max, inOrder);
        var arrived = ArrivedAt(destination.Name);
        arrived.Reset();
        if (destination.Row.Paused is not null)
        {
            return taking.Taken;
        }

        // One moment for both looks: the timer wouldn't be set for what fell due between them.
        var now = clock.Now;
        TakeReturned(taking);
        TakeDue(taking, now);
        TakeNew(taking);
        if (taking.IsFull || taking.Looks >= MaxLooks)
        {
            arrived.Set();
        }

        timer.SetFor(_rows!.NextDue(destination.Id, now) ?? long.MaxValue);
        taking.Taken.Sort((one, other) => one.Key.CompareTo(other.Key));
        return taking.Taken;
    }

    public IReadOnlyList<long> Renew(IReadOnlyList<LeasedHandOver> handOvers)
    {
        var end = LeaseEnd;
        return [.. handOvers.Where(handOver => Leases.Renew(handOver.Key, handOver.Lease, end))
            .Select(handOver => handOver.Key)];
    }

    /// <summary>
    /// Ends a lease on a hand-over that no longer waits; the next one of its conversation may be taken.
    /// </summary>
    public void End(LeasedHandOver handOver)
    {
        if (Leases.End(handOver.Key, handOver.Lease, out var lease) && lease.Conversation != 0
            && _destinations!.Find(lease.Destination) is { } destination
            && _rows!.FirstOf(destination.Id, lease.Conversation) is var next and not 0)
        {
            LookAgainAt(destination, next);
        }
    }

    /// <summary>Ends a lease on a hand-over that waits on.</summary>
    /// <param name="handOver">The lease.</param>
    /// <param name="due">When it is due; 0 for now.</param>
    public void GiveBack(LeasedHandOver handOver, long due)
    {
        if (Leases.End(handOver.Key, handOver.Lease, out var lease)
            && _destinations!.Find(lease.Destination) is { } destination)
        {
            if (due == 0)
            {
                LookAgainAt(destination, handOver.Key);
            }
            else
            {
                timer.SetFor(due);
            }
        }
    }

    /// <summary>
    /// Ends the leases whose time has come, wakes those who wait for what is due, and sets the timer for what is next.
    /// </summary>
    public void Tick()
    {
        var now = clock.Now;
        foreach (var (id, lease) in Leases.Expire(now))
        {
            if (_destinations!.Find(lease.Destination) is { } destination)
            {
                LookAgainAt(destination, id);
            }
        }

        timer.SetFor(Leases.EarliestExpiry);
        foreach (var destination in _destinations!.All)
        {
            // At the same moment as the next look: nothing would wake who waits for what fell due between them.
            if (_rows!.Due(destination.Id, now, clock.LatestDue, 1).Count > 0)
            {
                Arrived(destination.Name);
            }

            timer.SetFor(_rows.NextDue(destination.Id, now) ?? long.MaxValue);
        }
    }

    private AsyncManualResetEvent ArrivedAt(string destination) =>
        _arrived.GetOrAdd(destination, _ => new AsyncManualResetEvent());

    private void LookAgainAt(Destination destination, long id)
    {
        destination.Returned.Add(id);
        Arrived(destination.Name);
    }

    private void TakeReturned(Taking taking)
    {
        while (!taking.IsFull && taking.Destination.Returned.Count > 0)
        {
            var id = taking.Destination.Returned.Min;
            taking.Destination.Returned.Remove(id);
            TryTake(taking, id);
        }
    }

    // A leased one keeps its place in the file among those that are due.
    private void TakeDue(Taking taking, long now)
    {
        var rows = _rows!.Due(taking.Destination.Id, now, clock.LatestDue, taking.Max + Leases.Count);
        for (var i = 0; i < rows.Count && !taking.IsFull; i++)
        {
            if (IsNext(taking, rows[i]))
            {
                TryTake(taking, rows[i].Id);
            }
        }
    }

    private void TakeNew(Taking taking)
    {
        while (!taking.IsFull && taking.Looks < MaxLooks && NextNew(taking) is { Count: > 0 } next)
        {
            for (var i = 0; i < next.Count && !taking.IsFull; i++)
            {
                var (id, conversation, deferred) = next[i];
                taking.Looks++;
                taking.Destination.ReadUpTo = id;
                if (deferred is { } of)
                {
                    TryTake(taking, id, of);
                }
                else if (IsNext(taking, (id, conversation)))
                {
                    TryTake(taking, id);
                }
            }
        }
    }

    // Those with a row and those without, in the order of their keys.
    private List<(long Id, long Conversation, DeferredHandOver? Deferred)> NextNew(Taking taking)
    {
        var destination = taking.Destination;

        // Without an order each of them can be taken.
        var most = taking.InOrder ? Math.Max(Chunk, taking.Max) : taking.Max - taking.Taken.Count;
        var rows = _rows!.ReadyAfter(destination.Id, destination.ReadUpTo, most)
            .Select(row => (row.Id, row.Conversation, (DeferredHandOver?)null));
        return destination.Row.Deferred == 0
            ? [.. rows]
            :
            [
                .. rows.Concat(
                    _deferred!.After(destination.Id, destination.ReadUpTo, most)
                        .Select(one => (one.Id, 0L, (DeferredHandOver?)one.Of)))
                    .OrderBy(one => one.Item1).Take(most),
            ];
    }

    private bool IsDue(long moment) => moment <= clock.Now || moment > clock.LatestDue;

    private bool IsNext(Taking taking, (long Id, long Conversation) row) =>
        !taking.InOrder || row.Conversation == 0 || _rows!.FirstOf(taking.Destination.Id, row.Conversation) == row.Id;

    // Leased when all of it is read: a disk that fails would leave a lease that nobody has.
    private void TryTake(Taking taking, long id)
    {
        if (Leases.IsLeased(id))
        {
            return;
        }

        if (_rows!.Read(id) is not { } handOver)
        {
            if (taking.Destination.Row.Deferred > 0 && _deferred!.Find(taking.Destination.Id, id) is { } deferred)
            {
                TryTake(taking, id, deferred);
            }

            return;
        }

        if (!IsDue(handOver.Due) || !IsNext(taking, (id, handOver.Conversation))
            || _handedOver!.ReadPayload(handOver.Delivery) is not { } record)
        {
            return;
        }

        var content = handOver.Content == 0
            ? null : taking.Contents.GetValueOrDefault(handOver.Content) ?? _handedOver.ReadContent(handOver.Content);
        if (content is not null)
        {
            taking.Contents[handOver.Content] = content;
        }

        Lease(taking, id, handOver, record, content, isDeferred: false);
    }

    private void TryTake(Taking taking, long id, in DeferredHandOver deferred)
    {
        if (!Leases.IsLeased(id))
        {
            var recorded = DateTimeOffset.FromUnixTimeMilliseconds(deferred.At);
            Lease(
                taking, id, new WaitingHandOver(deferred.Delivery, 0, 0, recorded, 0, null, null, 0, null),
                DeliveryCodec.Read(deferred.Record), null, isDeferred: true);
        }
    }

    private void Lease(
        Taking taking, long id, in WaitingHandOver handOver, DeliveryRecord record, FetchedContent? content,
        bool isDeferred)
    {
        var end = LeaseEnd;
        timer.SetFor(end);
        var token = Leases.NewToken();
        Leases.Add(
            id, token,
            new(taking.Destination.Name, handOver.Delivery, handOver.Conversation, handOver.Content, isDeferred), end);
        taking.Taken.Add(new LeasedHandOver
        {
            Key = id,
            Lease = token,
            Destination = taking.Destination.Name,
            Record = record,
            Content = content,
            ConversationError = handOver.Error,
            Attempts = handOver.Attempts,
            RecordedAt = handOver.Recorded,
            FirstAttemptAt = handOver.FirstAttempt,
            LastAttemptAt = handOver.LastAttempt,
            IsOperatorEvent = handOver.Delivery < 0,
        });
    }

    /// <summary>What one call takes.</summary>
    private sealed class Taking(Destination destination, int max, bool inOrder)
    {
        public Destination Destination => destination;

        public int Max => max;

        public bool InOrder => inOrder;

        public List<LeasedHandOver> Taken { get; } = [];

        /// <summary>What was fetched once for several of them.</summary>
        public Dictionary<long, FetchedContent> Contents { get; } = [];

        public int Looks { get; set; }

        public bool IsFull => Taken.Count >= max;
    }
}
