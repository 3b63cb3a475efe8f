namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// What is due and who holds what, in memory. Its members run after the commit of what they follow from. Used by the
/// writer's thread alone.
/// </summary>
internal sealed class DueDeliveries(
    TimeSpan leaseDuration, JournalClock clock, AsyncManualResetEvent due, EarliestTimer timer)
{
    // This many are in memory; the rest is read from the file as they are taken.
    private const int MaxReady = 250_000;
    private const int Refill = 2_000;

    private readonly Leases<Lease> _leases = new();

    // The conversations that rest, each held once, by the moment until which they do.
    private readonly PriorityQueue<long, long> _resting = new();
    private readonly RecentRests _rests = new();
    private readonly HashSet<long> _ahead = [];
    private ReadyQueue _ready = new();
    private DeliveryRows? _rows;
    private long _readUpTo;
    private bool _isBehind;

    private long LeaseEnd => clock.After(leaseDuration);

    /// <summary>Takes up the rows of a file that was opened; leases of this run stay what they are.</summary>
    public void Load(DeliveryRows rows)
    {
        _rows = rows;
        _ready = new ReadyQueue();
        foreach (var lease in _leases.All)
        {
            _ready.Hold(lease.Conversation);
        }

        foreach (var (conversation, _) in _resting.UnorderedItems)
        {
            _ready.Hold(conversation);
        }

        _ahead.Clear();
        _readUpTo = 0;
        _isBehind = true;
        due.Set();
        timer.SetFor(clock.Now);
    }

    public bool Holds(LeasedDelivery delivery) => _leases.TryFind(delivery.Key, delivery.Lease, out _);

    /// <summary>True while the request that recorded it processes it.</summary>
    public bool IsInline(long id) => _leases.FindUnexpired(id, clock.Now) is { Inline: true };

    /// <summary>A delivery was recorded.</summary>
    public void Add(long id, long conversation)
    {
        _isBehind |= _ready.Count >= MaxReady;
        if (!_isBehind)
        {
            _readUpTo = id;
            _ready.Add(id, conversation);
        }

        due.Set();
    }

    /// <summary>A delivery was recorded by a request that processes it; returns its lease.</summary>
    public long AddLeased(long id, long conversation)
    {
        _readUpTo = _isBehind ? _readUpTo : id;
        _ready.Hold(conversation);
        var token = _leases.NewToken();
        Hold(token, id, conversation, inline: true);
        return token;
    }

    /// <summary>A delivery that ended before is due again, under its key.</summary>
    public void AddAgain(long id, long conversation) => MakeReady(id, conversation);

    /// <summary>
    /// A delivery is no longer open, whoever holds it. One that waits in the queue is passed over when it is taken.
    /// </summary>
    public void Revoke(long id)
    {
        if (_leases.Revoke(id) is { } lease)
        {
            EndHold(lease.Conversation);
        }
    }

    /// <summary>Deliveries that waited are due.</summary>
    public void MakeReady(List<(long Id, long Conversation)> deliveries) =>
        deliveries.ForEach(delivery => MakeReady(delivery.Id, delivery.Conversation));

    /// <summary>
    /// Leases what is due. What was committed with it must be known before, because this reads the file's newest rows.
    /// </summary>
    public List<LeasedDelivery> Take(int max)
    {
        var taken = new List<LeasedDelivery>();
        while (taken.Count < max)
        {
            if (_ready.TryTake(out var id, out var conversation))
            {
                Take(taken, id, conversation);
            }
            else if (_isBehind && _ready.Count < MaxReady)
            {
                ReadMore();
            }
            else
            {
                due.Reset();
                break;
            }
        }

        return taken;
    }

    /// <summary>Leases what is due of one conversation, oldest first.</summary>
    public List<LeasedDelivery> TakeConversation(long conversation, int max)
    {
        var taken = new List<LeasedDelivery>();
        while (taken.Count < max && _ready.TryTake(conversation, out var id))
        {
            Take(taken, id, conversation);
        }

        return taken;
    }

    public IReadOnlyList<long> Renew(IReadOnlyList<LeasedDelivery> deliveries)
    {
        var end = LeaseEnd;
        return [.. deliveries.Where(delivery => _leases.Renew(delivery.Key, delivery.Lease, end))
            .Select(delivery => delivery.Key)];
    }

    /// <summary>Ends a lease on a delivery that is no longer open; false when it isn't held.</summary>
    /// <param name="delivery">The lease.</param>
    /// <param name="rest">For so long no other delivery of its conversation is taken but by
    /// <see cref="TakeConversation"/>.</param>
    public bool End(LeasedDelivery delivery, TimeSpan rest)
    {
        if (!_leases.End(delivery.Key, delivery.Lease, out var lease))
        {
            return false;
        }

        if (rest > TimeSpan.Zero && lease.Conversation != 0)
        {
            var until = clock.After(rest);
            _resting.Enqueue(lease.Conversation, until);
            timer.SetFor(until);
        }
        else
        {
            EndHold(lease.Conversation);
        }

        return true;
    }

    /// <summary>Ends leases on deliveries that stay open.</summary>
    /// <param name="deliveries">The leases.</param>
    /// <param name="dueAt">When they are due; null for now.</param>
    public void GiveBack(IEnumerable<LeasedDelivery> deliveries, long? dueAt)
    {
        foreach (var delivery in deliveries)
        {
            if (_leases.End(delivery.Key, delivery.Lease, out var lease))
            {
                if (dueAt is null)
                {
                    MakeReady(delivery.Key, lease.Conversation);
                }

                EndHold(lease.Conversation);
            }
        }

        timer.SetFor(dueAt ?? long.MaxValue);
    }

    /// <summary>Ends the leases and the rests whose time has come, and sets the timer for what is next.</summary>
    public void Expire()
    {
        while (_resting.TryPeek(out var conversation, out var until))
        {
            if (until > clock.Now)
            {
                timer.SetFor(until);
                break;
            }

            _resting.Dequeue();
            _rests.Ended(conversation, until);
            EndHold(conversation);
        }

        foreach (var (id, lease) in _leases.Expire(clock.Now))
        {
            MakeReady(id, lease.Conversation);
            EndHold(lease.Conversation);
        }

        timer.SetFor(_leases.EarliestExpiry);
    }

    private void Take(List<LeasedDelivery> taken, long id, long conversation)
    {
        // Leased when it is read: a disk that fails would leave a lease that nobody has.
        if (_rows!.Read(id, _leases.NewToken()) is { } delivery)
        {
            Hold(delivery.Lease, id, conversation, inline: false);
            taken.Add(
                _rests.HasRested(conversation, clock.OfPast(delivery.Record.ReceivedAt))
                    ? delivery with { HasRested = true } : delivery);
        }
        else
        {
            EndHold(conversation);
        }
    }

    private void Hold(long token, long id, long conversation, bool inline)
    {
        var end = LeaseEnd;
        timer.SetFor(end);
        _leases.Add(id, token, new Lease(conversation, inline), end);
    }

    private void EndHold(long conversation)
    {
        _ready.End(conversation);
        if (_ready.MayHaveOne)
        {
            due.Set();
        }
    }

    private void MakeReady(long id, long conversation)
    {
        if (id > _readUpTo)
        {
            _ahead.Add(id);
        }

        _ready.Add(id, conversation);
        due.Set();
    }

    private void ReadMore()
    {
        var rows = _rows!.ReadyAfter(_readUpTo, Refill);
        foreach (var (id, conversation) in rows)
        {
            _readUpTo = id;
            if (!_leases.IsLeased(id) && !_ahead.Remove(id))
            {
                _ready.Add(id, conversation);
            }
        }

        if (rows.Count < Refill)
        {
            _isBehind = false;
            _ahead.Clear();
            _readUpTo = _rows.LastId;
        }
    }

    /// <param name="Inline">True when the request that recorded it processes it.</param>
    private readonly record struct Lease(long Conversation, bool Inline);
}
