using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The anomalies that wait for shipping: the file's rows, and in memory who holds which. Used by the writer's thread alone, but for the counts.
/// </summary>
internal sealed class AnomalyLedger(JournalOptions options, TimeProvider time, Signal arrived)
{
    private readonly Dictionary<long, Lease> _leases = [];
    private readonly SortedSet<long> _returned = [];
    private SqliteFile? _file;
    private long _lastId;
    private long _lastLeased;
    private long _lastToken;
    private long _pendingCount;
    private long _pendingBytes;
    private long _count;
    private long _bytes;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Milliseconds since 1970 of the oldest; null when there is none.</summary>
    public long? OldestReceived()
    {
        var oldest = _file!.OldestAnomaly;
        long? received = oldest.Read() ? oldest.Int64(0) : null;
        oldest.Reset();
        return received;
    }

    /// <summary>Takes up a file that was opened; leases of this run stay what they are.</summary>
    public void Load(SqliteFile file)
    {
        _file = file;
        _lastId = Math.Max(_lastId, Math.Max(file.Number("SELECT max(id) FROM anomalies"), file.Number("SELECT max(id) FROM set_aside")));
        Volatile.Write(ref _count, file.Number("SELECT count(*) FROM anomalies"));
        _bytes = file.Number("SELECT sum(length(record)) FROM anomalies") + file.Number("SELECT sum(length(record)) FROM set_aside");
        arrived.Raise();
    }

    public void BeginBatch() => _pendingCount = _pendingBytes = 0;

    public RecordStatus Insert(long received, ReadOnlySpan<byte> record)
    {
        if (_count + _pendingCount >= options.MaxOpenAnomalies || _bytes + _pendingBytes >= options.MaxAnomalyBytes)
        {
            return RecordStatus.Full;
        }

        InsertUnbounded(received, record);
        return RecordStatus.Recorded;
    }

    /// <summary>For an anomaly that another record brings with it: what is open already must be able to end.</summary>
    public void InsertUnbounded(long received, ReadOnlySpan<byte> record)
    {
        _file!.InsertAnomaly.Bind(1, ++_lastId).Bind(2, received).Bind(3, record).Execute();
        _pendingCount++;
        _pendingBytes += record.Length;
    }

    public void Inserted(int bytes)
    {
        Volatile.Write(ref _count, _count + 1);
        _bytes += bytes;
        arrived.Raise();
    }

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
            arrived.Lower();
        }

        return taken;
    }

    public bool Holds(LeasedAnomaly anomaly) => _leases.TryGetValue(anomaly.Key, out var lease) && lease.Token == anomaly.Lease;

    public void Delete(IEnumerable<LeasedAnomaly> anomalies)
    {
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _file!.DeleteAnomaly.Bind(1, anomaly.Key).Execute();
        }
    }

    public void SetAside(LeasedAnomaly anomaly, string reason)
    {
        if (Holds(anomaly))
        {
            _file!.InsertSetAside.Bind(1, anomaly.Key).Bind(2, time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(3, reason).Execute();
            _file.DeleteAnomaly.Bind(1, anomaly.Key).Execute();
        }
    }

    /// <summary>Ends leases whose anomalies are no longer in the row.</summary>
    /// <param name="anomalies">The leases.</param>
    /// <param name="kept">True when their bytes stay in the file.</param>
    public void Ended(IEnumerable<LeasedAnomaly> anomalies, bool kept)
    {
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _leases.Remove(anomaly.Key, out var lease);
            Volatile.Write(ref _count, _count - 1);
            _bytes -= kept ? 0 : lease.Bytes;
        }
    }

    public void GiveBack(IEnumerable<LeasedAnomaly> anomalies)
    {
        foreach (var anomaly in anomalies.Where(Holds))
        {
            _leases.Remove(anomaly.Key);
            _returned.Add(anomaly.Key);
            arrived.Raise();
        }
    }

    /// <summary>Records an anomaly again that was set aside; null when there is none.</summary>
    public (long Id, int Bytes)? Replay(long setAside)
    {
        using var row = new SqliteStatement(_file!.Handle, "SELECT record FROM set_aside WHERE id = ?1");
        if (!row.Bind(1, setAside).Read())
        {
            return null;
        }

        var record = row.Blob(0);
        var bytes = record.Length;
        InsertUnbounded(AnomalyCodec.Read(record).ReceivedAt.ToUnixTimeMilliseconds(), record);
        row.Reset();
        DeleteSetAside(setAside);
        return (_lastId, bytes);
    }

    /// <summary>Removes an anomaly that was set aside; returns the bytes that this frees, 0 when there is none.</summary>
    public int Discard(long setAside)
    {
        using var row = new SqliteStatement(_file!.Handle, "SELECT length(record) FROM set_aside WHERE id = ?1");
        if (!row.Bind(1, setAside).Read())
        {
            return 0;
        }

        var bytes = (int)row.Int64(0);
        row.Reset();
        DeleteSetAside(setAside);
        return bytes;
    }

    public void FreeBytes(long bytes) => _bytes -= bytes;

    private void DeleteSetAside(long id)
    {
        using var delete = new SqliteStatement(_file!.Handle, "DELETE FROM set_aside WHERE id = ?1");
        delete.Bind(1, id).Execute();
    }

    /// <summary>What was given back, then what was never taken, each oldest first.</summary>
    private List<(long Id, int Bytes, AnomalyRecord Record)> Find(int max)
    {
        var found = new List<(long, int, AnomalyRecord)>();
        foreach (var id in _returned.Take(max))
        {
            var row = _file!.ReadAnomaly.Bind(1, id);
            if (row.Read())
            {
                found.Add((id, row.Blob(0).Length, AnomalyCodec.Read(row.Blob(0))));
                row.Reset();
            }
        }

        var rows = _file!.AnomaliesAfter.Bind(1, _lastLeased).Bind(2, max - found.Count);
        while (found.Count < max && rows.Read())
        {
            found.Add((rows.Int64(0), rows.Blob(1).Length, AnomalyCodec.Read(rows.Blob(1))));
        }

        rows.Reset();
        return found;
    }

    private readonly record struct Lease(long Token, int Bytes);
}
