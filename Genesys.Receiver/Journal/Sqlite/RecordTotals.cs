namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// How many records of a kind the file holds and how many bytes they take, against their bounds. What a transaction
/// writes is reserved, and counts for good after its commit. Used by the writer's thread alone, but for the count.
/// </summary>
internal sealed class RecordTotals(long maxCount, long maxBytes)
{
    private long _count;
    private long _bytes;
    private long _reservedCount;
    private long _reservedBytes;

    public long Count => Volatile.Read(ref _count);

    public long Bytes => _bytes;

    /// <summary>False when one of the bounds is reached.</summary>
    public bool HasRoom => _count + _reservedCount < maxCount && _bytes + _reservedBytes < maxBytes;

    public void Load(long count, long bytes)
    {
        Volatile.Write(ref _count, count);
        _bytes = bytes;
    }

    public void BeginBatch() => _reservedCount = _reservedBytes = 0;

    public void Reserve(int bytes)
    {
        _reservedCount++;
        _reservedBytes += bytes;
    }

    public void Added(int bytes)
    {
        Volatile.Write(ref _count, _count + 1);
        _bytes += bytes;
    }

    /// <summary>So many are no longer among those that are counted.</summary>
    public void Removed(int count = 1) => Volatile.Write(ref _count, _count - count);

    public void Freed(long bytes) => _bytes -= bytes;
}
