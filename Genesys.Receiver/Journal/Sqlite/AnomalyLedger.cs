using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The anomalies that wait for shipping: the file's rows, and in memory who holds which. Used by the writer's thread
/// alone, but for the counts.
/// </summary>
internal sealed class AnomalyLedger(
    JournalOptions options, TimeProvider time, AsyncManualResetEvent arrived, ChangedKeys changed,
    ActivityCounts activity)
{
    private readonly Dictionary<long, Lease> _leases = [];
    private readonly SortedSet<long> _returned = [];
    private readonly RecordTotals _totals = new(options.MaxOpenAnomalies, options.MaxAnomalyBytes);
    private AnomalyRows? _rows;
    private long _lastLeased;
    private long _lastToken;

    public long Count => _totals.Count;

    public long Bytes => _totals.Bytes;

    /// <summary>Milliseconds since 1970 of the oldest; null when there is none.</summary>
    public long? OldestReceived() => _rows!.OldestReceived();

    /// <summary>Takes up a file that was opened; leases of this run stay what they are.</summary>
    /// <param name="given">A key up to which all have been given, as the index knows.</param>
    public void Load(SqliteFile file, long given)
    {
        _rows = new AnomalyRows(file, Math.Max(_rows?.LastId ?? 0, given));
        var (open, bytes) = _rows.Count();
        _totals.Load(open, bytes);
        arrived.Set();
    }

    /// <summary>The highest key that was given.</summary>
    public long LastId => _rows!.LastId;

    /// <summary>The highest key that the file had when it was opened.</summary>
    public long HighestId => _rows!.HighestId;

    public void BeginBatch() => _totals.BeginBatch();

    public RecordStatus Insert(long received, ReadOnlySpan<byte> record)
    {
        if (!_totals.HasRoom)
        {
            return RecordStatus.Full;
        }

        InsertUnbounded(received, record);
        return RecordStatus.Recorded;
    }

    /// <summary>For an anomaly that another record brings with it: what is open already must be able to end.</summary>
    public void InsertUnbounded(long received, ReadOnlySpan<byte> record)
    {
        _rows!.Insert(received, record);
        _totals.Reserve(record.Length);
    }

    public void Inserted(int bytes)
    {
        _totals.Added(bytes);
        arrived.Set();
        changed.Wake();
    }

    /// <summary>Counts one that was recorded by itself.</summary>
    public void Offered(AnomalyKind kind) =>
        activity.Add(Counted.Rejected, kind is AnomalyKind.SchemaDrift or AnomalyKind.DownstreamFailure ? 0 : 1);

    public IReadOnlyList<LeasedAnomaly> Take(int max)
    {
        var found = Find(max);

        // Held when all of them are read: a disk that fails amid them would leave leases that nobody has.
        var taken = new List<LeasedAnomaly>(found.Count);
        foreach (var (id, bytes, record) in found)
        {
            _returned.Remove(id);
            _lastLeased = Math.Max(_lastLeased, id);
            _leases[id] = new Lease(++_lastToken, bytes);
            taken.Add(new LeasedAnomaly(id, _lastToken, record));
        }

        if (taken.Count < max)
        {
            arrived.Reset();
        }

        return taken;
    }

    public bool Holds(LeasedAnomaly anomaly) =>
        _leases.TryGetValue(anomaly.Key, out var lease) && lease.Token == anomaly.Lease;

    public void Shipped(IEnumerable<LeasedAnomaly> anomalies)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _rows!.SetShipped(anomaly.Key, now);
        }
    }

    public void SetAside(LeasedAnomaly anomaly, string reason)
    {
        if (Holds(anomaly))
        {
            _rows!.SetAside(anomaly.Key, time.GetUtcNow().ToUnixTimeMilliseconds(), reason);
        }
    }

    /// <summary>Ends leases whose anomalies no longer wait.</summary>
    /// <param name="anomalies">The leases.</param>
    /// <param name="kept">True when their bytes still count.</param>
    public void Ended(IEnumerable<LeasedAnomaly> anomalies, bool kept)
    {
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _leases.Remove(anomaly.Key, out var lease);
            _totals.Removed();
            _totals.Freed(kept ? 0 : lease.Bytes);
        }
    }

    public void GiveBack(IEnumerable<LeasedAnomaly> anomalies)
    {
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _leases.Remove(anomaly.Key);
            _returned.Add(anomaly.Key);
            arrived.Set();
        }
    }

    /// <summary>
    /// Puts an anomaly that was set aside back under its key; returns its size in bytes, 0 when there is none.
    /// </summary>
    public int Replay(long setAside)
    {
        if (_rows!.TakeSetAside(setAside) is not { } record)
        {
            return 0;
        }

        _rows.InsertAgain(setAside, AnomalyCodec.Read(record).ReceivedAt.ToUnixTimeMilliseconds(), record);
        _totals.Reserve(record.Length);
        return record.Length;
    }

    public void WasReplayed(long key, int bytes)
    {
        _totals.Freed(bytes);
        if (key <= _lastLeased)
        {
            _returned.Add(key);
        }

        Inserted(bytes);
    }

    /// <summary>
    /// Removes an anomaly that was set aside; returns the bytes that this frees, 0 when there is none.
    /// </summary>
    public int Discard(long setAside) => _rows!.TakeSetAside(setAside)?.Length ?? 0;

    public void FreeBytes(long bytes) => _totals.Freed(bytes);

    /// <summary>What was given back, then what was never taken, each oldest first.</summary>
    private List<(long Id, int Bytes, AnomalyRecord Record)> Find(int max)
    {
        var found = _returned.Take(max).SelectMany(id => _rows!.From(id, 1).Where(row => row.Id == id)).ToList();
        if (found.Count < max)
        {
            found.AddRange(_rows!.From(_lastLeased + 1, max - found.Count));
        }

        return found;
    }

    private readonly record struct Lease(long Token, int Bytes);
}
