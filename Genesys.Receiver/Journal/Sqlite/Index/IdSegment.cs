namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>The newest hashes and the keys that they lead to, in memory. One thread adds, others look.</summary>
internal sealed class IdSegment
{
    /// <summary>Entries that a segment has room for; a batch may go beyond.</summary>
    public const int Size = 65_536;

    private long[] _hashes = new long[4096];
    private long[] _keys = new long[4096];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public long FirstKey { get; private set; } = long.MaxValue;

    public long LastKey { get; private set; }

    public (long Hash, long Key) this[int index] => (_hashes[index], _keys[index]);

    public void Add(long hash, long key)
    {
        var count = _count;
        if (count == _hashes.Length)
        {
            // Those who look have the arrays that they began with.
            var (hashes, keys) = (new long[count * 2], new long[count * 2]);
            _hashes.CopyTo(hashes, 0);
            _keys.CopyTo(keys, 0);
            Volatile.Write(ref _keys, keys);
            Volatile.Write(ref _hashes, hashes);
        }

        _hashes[count] = hash;
        _keys[count] = key;
        FirstKey = Math.Min(FirstKey, key);
        LastKey = Math.Max(LastKey, key);
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>Adds the keys that a hash leads to.</summary>
    public void Find(long hash, List<long> keys)
    {
        // In this order: the arrays have at least so many entries, and keys are there before their hashes.
        var count = Count;
        var hashes = Volatile.Read(ref _hashes);
        var all = Volatile.Read(ref _keys);
        for (var at = 0; ; at++)
        {
            var next = hashes.AsSpan(at, count - at).IndexOf(hash);
            if (next < 0)
            {
                return;
            }

            at += next;
            keys.Add(all[at]);
        }
    }

    /// <summary>Takes a hash from a key.</summary>
    public void Remove(long hash, long key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_keys[i] == key && _hashes[i] == hash)
            {
                _hashes[i] = 0;
            }
        }
    }
}
