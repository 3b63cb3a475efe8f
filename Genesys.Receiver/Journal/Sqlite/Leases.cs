namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Who holds which delivery or hand-over. Kept in memory: a lease of an earlier run is void, and the file has one owner
/// at a time. Used by the writer's thread alone.
/// </summary>
/// <typeparam name="T">What is known of one that is held.</typeparam>
internal sealed class Leases<T>
    where T : struct
{
    private readonly Dictionary<long, (long Token, T Held, long Expires)> _leases = [];
    private long _lastToken;

    /// <summary>Milliseconds since 1970 before which none expires.</summary>
    public long EarliestExpiry { get; private set; } = long.MaxValue;

    public int Count => _leases.Count;

    public IEnumerable<T> All => _leases.Values.Select(lease => lease.Held);

    /// <summary>A token that no lease has had.</summary>
    public long NewToken() => ++_lastToken;

    public void Add(long id, long token, in T held, long expires)
    {
        _leases[id] = (token, held, expires);
        EarliestExpiry = Math.Min(EarliestExpiry, expires);
    }

    public bool IsLeased(long id) => _leases.ContainsKey(id);

    public bool TryFind(long id, long token, out T held)
    {
        var isHeld = _leases.TryGetValue(id, out var lease) && lease.Token == token;
        held = lease.Held;
        return isHeld;
    }

    /// <summary>What is held by anybody whose time hasn't come; null for none.</summary>
    public T? FindUnexpired(long id, long now) =>
        _leases.TryGetValue(id, out var lease) && lease.Expires > now ? lease.Held : null;

    public bool Renew(long id, long token, long expires)
    {
        if (!TryFind(id, token, out var held))
        {
            return false;
        }

        _leases[id] = (token, held, expires);
        return true;
    }

    /// <summary>Ends a lease; false when it isn't held.</summary>
    public bool End(long id, long token, out T held) => TryFind(id, token, out held) && _leases.Remove(id);

    /// <summary>Ends whatever lease there is; null when there is none.</summary>
    public T? Revoke(long id) => _leases.Remove(id, out var lease) ? lease.Held : null;

    /// <summary>Ends the leases whose time has come.</summary>
    public List<(long Id, T Held)> Expire(long now)
    {
        var expired = new List<(long, T)>();
        if (now < EarliestExpiry)
        {
            return expired;
        }

        EarliestExpiry = long.MaxValue;
        foreach (var (id, lease) in _leases)
        {
            if (lease.Expires <= now)
            {
                expired.Add((id, lease.Held));
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
