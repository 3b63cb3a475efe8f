using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>The hand-overs whose leases a pump holds: those that wait for a call, and those that are in one.</summary>
internal sealed class HeldHandOvers
{
    private readonly Lock _lock = new();
    private readonly Queue<LeasedHandOver> _ready = new();
    private readonly Dictionary<long, LeasedHandOver> _held = [];

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>How many of them wait for a call.</summary>
    public int ReadyCount
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    public IReadOnlyList<LeasedHandOver> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _held.Values];
            }
        }
    }

    public void Add(IReadOnlyList<LeasedHandOver> leased)
    {
        lock (_lock)
        {
            foreach (var one in leased)
            {
                _held[one.Key] = one;
                _ready.Enqueue(one);
            }
        }
    }

    /// <summary>Takes the first of those that wait; they stay held.</summary>
    public List<LeasedHandOver> TakeReady(int most)
    {
        lock (_lock)
        {
            var taken = new List<LeasedHandOver>(Math.Min(most, _ready.Count));
            while (taken.Count < most && _ready.TryDequeue(out var one))
            {
                taken.Add(one);
            }

            return taken;
        }
    }

    /// <summary>Lets go of hand-overs that are settled or given back.</summary>
    public void Remove(IReadOnlyList<LeasedHandOver> settled)
    {
        lock (_lock)
        {
            foreach (var one in settled)
            {
                _held.Remove(one.Key);
            }
        }
    }

    /// <summary>Lets go of those that wait and are another's now; a call that is out may still end well.</summary>
    /// <param name="asked">Those whose leases were to be extended.</param>
    /// <param name="kept">The keys of those that were.</param>
    public void Keep(IReadOnlyList<LeasedHandOver> asked, IReadOnlySet<long> kept)
    {
        var lost = asked.Where(one => !kept.Contains(one.Key)).Select(one => one.Key).ToHashSet();
        if (lost.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            var ready = _ready.ToList();
            _ready.Clear();
            foreach (var one in ready)
            {
                if (lost.Contains(one.Key))
                {
                    _held.Remove(one.Key);
                }
                else
                {
                    _ready.Enqueue(one);
                }
            }
        }
    }
}
