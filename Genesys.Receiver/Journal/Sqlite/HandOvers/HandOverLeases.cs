namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// Who holds which hand-over. Kept in memory: a lease of an earlier run is void, and the file has one owner at a time.
/// Used by the writer's thread alone.
/// </summary>
internal sealed class HandOverLeases
{
    private readonly Dictionary<long, HandOverLease> _leases = [];
    private long _lastToken;

    /// <summary>Milliseconds since 1970 before which none expires.</summary>
    public long EarliestExpiry { get; private set; } = long.MaxValue;

    public int Count => _leases.Count;

    /// <summary>Holds a hand-over; returns the lease's token, which no other lease has had.</summary>
    public long Add(long id, string destination, in WaitingHandOver handOver, long expires)
    {
        _leases[id] = new HandOverLease(
            ++_lastToken, destination, handOver.Delivery, handOver.Conversation, handOver.Content, expires);
        EarliestExpiry = Math.Min(EarliestExpiry, expires);
        return _lastToken;
    }

    public bool IsLeased(long id) => _leases.ContainsKey(id);

    public bool TryFind(LeasedHandOver handOver, out HandOverLease lease) =>
        _leases.TryGetValue(handOver.Key, out lease) && lease.Token == handOver.Lease;

    public bool Renew(LeasedHandOver handOver, long expires)
    {
        if (!TryFind(handOver, out var lease))
        {
            return false;
        }

        _leases[handOver.Key] = lease with { Expires = expires };
        return true;
    }

    /// <summary>Ends a lease; false when it isn't held.</summary>
    public bool End(LeasedHandOver handOver, out HandOverLease lease) =>
        TryFind(handOver, out lease) && _leases.Remove(handOver.Key);

    /// <summary>Ends the leases whose time has come.</summary>
    public List<(long Id, string Destination)> Expire(long now)
    {
        var expired = new List<(long, string)>();
        if (now < EarliestExpiry)
        {
            return expired;
        }

        EarliestExpiry = long.MaxValue;
        foreach (var (id, lease) in _leases)
        {
            if (lease.Expires <= now)
            {
                expired.Add((id, lease.Destination));
                _leases.Remove(id);
            }
            else
            {
                EarliestExpiry = Math.Min(EarliestExpiry, lease.Expires);
            }
        }

        return expired;
    }
}

/// <summary>A lease.</summary>
/// <param name="Conversation">64 bits of the hand-over's conversation when that is handed over in order, else
/// 0.</param>
/// <param name="Content">Key of what was fetched for it; 0 for nothing.</param>
/// <param name="Expires">When it ends, on the journal's clock.</param>
internal readonly record struct HandOverLease(
    long Token, string Destination, long Delivery, long Conversation, long Content, long Expires);
