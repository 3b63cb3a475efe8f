using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <content>What happens to many that wait, and to those that wait without rows.</content>
internal sealed partial class HandOverLedger
{
    /// <summary>
    /// True when the hand-overs of a new delivery get no rows yet: many wait before them, and no order is kept.
    /// </summary>
    public bool Defers(IReadOnlyList<string> destinations)
    {
        for (var i = 0; i < destinations.Count; i++)
        {
            var limit = limits.Of(destinations[i]);
            if (limit.InOrder || Find(destinations[i]) is not { Row: { InOrder: false } row }
                || row.Waiting < options.DeferHandOversFrom || row.Waiting >= limit.MaxWaiting)
            {
                return false;
            }
        }

        return destinations.Count > 0;
    }

    /// <summary>Records a finished delivery and its hand-overs, which <see cref="Defers"/>.</summary>
    public void Defer(long delivery, long at, ReadOnlySpan<byte> record, IReadOnlyList<string> destinations)
    {
        Destination[] those = [.. destinations.Select(FindOrAdd)];
        _deferred!.Insert(delivery, at, record, those.Select(one => one.Id), _rows!.Reserve(those.Length));
        Takes(record.Length);
        foreach (var destination in those)
        {
            Count(destination, HandOverState.Waiting, 1);
            destination.Row = destination.Row with { Deferred = destination.Row.Deferred + 1 };
        }
    }

    /// <summary>Makes the rows of the first that have none for a destination; returns how many there were.</summary>
    public int MakeRows(string name, int max) => MakeRows(FindOrAdd(name), max);

    private int MakeRows(Destination destination, int max) =>
        destination.Row.Deferred == 0 ? 0 : MakeRows(_deferred!.TakeFirst(destination.Id, max));

    /// <summary>
    /// True when rows have to be made before hand-overs to a destination are taken: it may have too few, or those that
    /// have none come first.
    /// </summary>
    public bool LacksRows(Destination destination, int max) =>
        destination.Row is { Deferred: > 0, Paused: null } row
        && (row.Waiting - row.Deferred - due.Leases.Count < max
            || _deferred!.OldestOf(destination.Id)?.Id < due.NextNew(destination));

    /// <summary>Makes the rows of a delivery's hand-overs, if they have none yet.</summary>
    public void MakeRows(long delivery) => MakeRows(_deferred!.Take(delivery));

    private int MakeRows(List<DeferredHandOver> deferred)
    {
        var kept = clock.KeptUntil(options);
        foreach (var one in deferred)
        {
            _deferred!.Finish(one, kept);
            _handedOver!.InsertPayload(one.Delivery, one.Record);
            var of = DeliveryCodec.Read(one.Record).Delivery;
            var handOver = new NewHandOver(
                one.Delivery, DedupeKey.OfConversation(of.Account, of.ConversationId), 0, null, one.At);
            for (var i = 0; i < one.Destinations.Length; i++)
            {
                var (id, destination) = (one.FirstId + i, DestinationOf(one.Destinations[i]));
                _rows!.Insert(id, handOver, destination.Id, IsInOrder(destination), null);
                destination.Row = destination.Row with { Deferred = destination.Row.Deferred - 1 };
                destination.ReadUpTo = Math.Min(destination.ReadUpTo, id - 1);
            }
        }

        return deferred.Count;
    }

    /// <summary>Ends what waits and isn't leased, oldest first; returns how many.</summary>
    public int DiscardWaiting(string name, string reason, int max)
    {
        if (_destinations!.Find(name) is not { } destination)
        {
            return 0;
        }

        MakeRows(destination, max);
        var found = _rows!.Open(destination.Id, 0, long.MaxValue, max + due.Leases.Count);
        return EndAll(destination, found, max, HandOverState.Discarded, reason).Count;
    }

    /// <summary>
    /// Makes dead letters of what waits since before a moment; returns how many ended, and how many of them are dead
    /// letters: an operator event leaves none.
    /// </summary>
    public (int Ended, int DeadLetters) Expire(string name, DateTimeOffset recordedBefore, int max)
    {
        if (_destinations!.Find(name) is not { } destination)
        {
            return (0, 0);
        }

        var before = recordedBefore.ToUnixTimeMilliseconds();
        var most = max + due.Leases.Count;
        if (destination.Row.Deferred > 0 && _deferred!.OldestOf(destination.Id)?.At < before)
        {
            MakeRows(destination, max);
        }

        List<OpenHandOver> found =
        [
            .. _rows!.Open(destination.Id, 0, 1, most).TakeWhile(one => one.Recorded < before),
            .. _rows.Tried(destination.Id, clock.Now, before, most),
        ];
        var ended = EndAll(destination, found, max, HandOverState.DeadLetter, HandOverReasons.Expired);
        return (ended.Count, ended.Count(one => one.Delivery > 0));
    }

    private List<OpenHandOver> EndAll(
        Destination destination, IEnumerable<OpenHandOver> handOvers, int max, HandOverState state, string reason)
    {
        var ended = handOvers.Where(one => !due.Leases.IsLeased(one.Id)).Take(max).ToList();
        ended.ForEach(one => End(
            one.Id, new HandOverLease(destination.Name, one.Delivery, one.Conversation, one.Content),
            HandOverState.Waiting, state, reason, null));
        if (ended.Count > 0)
        {
            // What stood behind them in their conversations may be taken.
            destination.ReadAgain();
        }

        return ended;
    }
}
