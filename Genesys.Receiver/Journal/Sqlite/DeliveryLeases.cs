namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Who holds which delivery. Kept in memory: a lease of an earlier run is void, and the file has one owner at a time.
/// Used by the writer's thread alone.
/// </summary>
internal sealed class DeliveryLeases
{
    private readonly Dictionary<long, Lease> _leases = [];
    private long _lastToken;
    private long _earliestExpiry = long.MaxValue;

    /// <summary>Milliseconds since 1970 before which none expires.</summary>
    public long EarliestExpiry => _earliestExpiry;

    /// <summary>The conversation of each lease.</summary>
    public IEnumerable<long> Conversations => _leases.Values.Select(lease => lease.Conversation);

    /// <summary>A token that no lease has had.</summary>
    public long NewToken() => ++_lastToken;

    public void Add(long id, long token, long conversation, bool inline, long expires)
    {
        _leases[id] = new Lease(token, conversation, inline, expires);
        _earliestExpiry = Math.Min(_earliestExpiry, expires);
    }

    public bool Holds(LeasedDelivery delivery) =>
        _leases.TryGetValue(delivery.Key, out var lease) && lease.Token == delivery.Lease;

    public bool IsLeased(long id) => _leases.ContainsKey(id);

    /// <summary>True while the request that recorded it processes it.</summary>
    public bool IsInline(long id, long now) =>
        _leases.TryGetValue(id, out var lease) && lease.Inline && lease.Expires > now;

    public bool Renew(LeasedDelivery delivery, long expires)
    {
        if (!Holds(delivery))
        {
            return false;
        }

        _leases[delivery.Key] = _leases[delivery.Key] with { Expires = expires };
        return true;
    }

    /// <summary>Ends a lease; false when it isn't held.</summary>
    public bool End(LeasedDelivery delivery, out long conversation)
    {
        conversation = 0;
        if (!Holds(delivery))
        {
            return false;
        }

        conversation = _leases[delivery.Key].Conversation;
        return _leases.Remove(delivery.Key);
    }

    /// <summary>
    /// Ends whatever lease there is on a delivery; returns its conversation, null when there is none.
    /// </summary>
    public long? Revoke(long id) => _leases.Remove(id, out var lease) ? lease.Conversation : null;

    /// <summary>Ends the leases whose time has come.</summary>
    public List<(long Id, long Conversation)> Expire(long now)
    {
        var expired = new List<(long, long)>();
        if (now < _earliestExpiry)
        {
            return expired;
        }

        _earliestExpiry = long.MaxValue;
        foreach (var (id, lease) in _leases)
        {
            if (lease.Expires <= now)
            {
                expired.Add((id, lease.Conversation));
            }
            else
            {
                _earliestExpiry = Math.Min(_earliestExpiry, lease.Expires);
            }
        }

        foreach (var (id, _) in expired)
        {
            _leases.Remove(id);
        }

        return expired;
    }

    private readonly record struct Lease(long Token, long Conversation, bool Inline, long Expires);
}
