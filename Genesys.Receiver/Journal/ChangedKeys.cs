namespace Genesys.Receiver.Journal;

/// <summary>
/// The keys of deliveries whose row was changed since the search index last read them. It is bounded: when too many
/// wait, or after a restart, the index compares itself with the journal.
/// </summary>
internal sealed class ChangedKeys
{
    private const int Max = 1_000_000;

    private readonly Lock _lock = new();
    private readonly AsyncManualResetEvent _woken = new();
    private List<long> _keys = [];
    private bool _overflowed;
    private long _added;

    /// <summary>How many were ever added: how fast it rises says how much is going on.</summary>
    public long Added => Volatile.Read(ref _added);

    /// <summary>Something was recorded.</summary>
    public void Wake() => _woken.Set();

    public void Add(long key) => Add([key]);

    public void Add(IEnumerable<long> keys)
    {
        lock (_lock)
        {
            var before = _keys.Count;
            _keys.AddRange(keys);
            _added += _keys.Count - before;
            if (_keys.Count > Max)
            {
                (_keys, _overflowed) = ([], true);
            }
        }

        Wake();
    }

    /// <summary>Something may have been changed of which nobody has the key.</summary>
    public void Lost()
    {
        lock (_lock)
        {
            _overflowed = true;
        }

        Wake();
    }

    /// <summary>Takes what waits.</summary>
    /// <returns>The keys in their order, and true when there are others.</returns>
    public (List<long> Keys, bool Overflowed) Take()
    {
        lock (_lock)
        {
            var taken = (_keys, _overflowed);
            (_keys, _overflowed) = ([], false);
            return taken;
        }
    }

    /// <summary>Waits until there may be something or the other ends, on a thread that does nothing else.</summary>
    public void Wait(Task other, TimeSpan timeout)
    {
        Task.WaitAny([_woken.WaitAsync(CancellationToken.None), other], timeout);
        _woken.Reset();
    }
}
