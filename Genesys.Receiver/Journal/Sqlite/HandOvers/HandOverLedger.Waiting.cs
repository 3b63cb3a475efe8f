using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <content>What happens to many that wait, and to those that have no rows.</content>
internal sealed partial class HandOverLedger
{
    /// <summary>
    /// True when the hand-overs of a new delivery get no rows: many wait before them, and no order is kept.
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
        destination.Row.Deferred == 0
            ? 0 : MakeRows(_deferred!.TakeFirst(destination.Id, max + due.Leases.Count));

    /// <summary>Makes the rows of a delivery's hand-overs, if they have none.</summary>
    public void MakeRows(long delivery)
    {
        if (_deferred!.Take(delivery) is { } deferred)
        {
            MakeRows(deferred);
        }
    }

    private int MakeRows(List<DeferredHandOver> deferred)
    {
        deferred.ForEach(one => MakeRows(one));
        return deferred.Count;
    }

    private void MakeRows(in DeferredHandOver deferred)
    {
        _deferred!.Finish(deferred, clock.KeptUntil(options));
        _handedOver!.InsertPayload(deferred.Delivery, deferred.Record);
        var handOver = NewOf(deferred, DeliveryCodec.Read(deferred.Record));
        for (var i = 0; i < deferred.Destinations.Length; i++)
        {
            var destination = DestinationOf(deferred.Destinations[i]);
            _rows!.Insert(deferred.FirstId + i, handOver, destination.Id, IsInOrder(destination), null);
            destination.Row = destination.Row with { Deferred = destination.Row.Deferred - 1 };
        }
    }

    // The only one of its delivery goes from there to those that have ended; of several the others need rows.
    private bool TryCompleteDeferred(LeasedHandOver handOver, in HandOverLease lease, AttemptEntry attempt)
    {
        if (!lease.IsDeferred || _deferred!.Take(lease.Delivery) is not { } deferred)
        {
            return false;
        }

        if (deferred.Destinations.Length > 1)
        {
            MakeRows(deferred);
            return false;
        }

        _deferred.Finish(deferred, clock.KeptUntil(options));
        Takes(-deferred.Record.Length);
        var destination = FindOrAdd(lease.Destination);
        if (handOver.Key > _sweep!.SweptUpTo)
        {
            _rows!.InsertDelivered(
                handOver.Key, NewOf(deferred, handOver.Record), destination.Id, At, attempt.Of(handOver));
        }

        destination.Row = destination.Row with { Deferred = destination.Row.Deferred - 1 };
        Count(destination, HandOverState.Waiting, -1);
        _delivered++;
        return true;
    }

    private static NewHandOver NewOf(in DeferredHandOver deferred, DeliveryRecord record) => new(
        deferred.Delivery, DedupeKey.OfConversation(record.Delivery.Account, record.Delivery.ConversationId), 0, null,
        deferred.At);

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
