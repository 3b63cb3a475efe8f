using Aspire.Dashboard.Configuration;

namespace Aspire.Dashboard.Telemetry;

/// <summary>The newest log records, bounded by count and bytes; the batch that arrived first leaves first.</summary>
internal sealed class LogStore(TelemetryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Queue<Batch<LogEntry>> _batches = [];
    private long _version;
    private long _bytes;
    private int _count;
    private long _received;
    private long _evicted;

    /// <summary>Changes whenever something arrived or left.</summary>
    public long Version => Interlocked.Read(ref _version);

    public StoreUse Use
    {
        get
        {
            lock (_lock)
            {
                return new StoreUse(_count, _count, _bytes, _received, _evicted);
            }
        }
    }

    public void Add(Batch<LogEntry> batch)
    {
        if (batch.Records.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var entry in batch.Records)
            {
                entry.Sequence = ++_received;
            }

            _batches.Enqueue(batch);
            _bytes += batch.Body.Length;
            _count += batch.Records.Length;
            while (_batches.Count > 1 && (_count > limits.MaxLogCount || _bytes > limits.MaxBytes))
            {
                var oldest = _batches.Dequeue();
                _bytes -= oldest.Body.Length;
                _count -= oldest.Records.Length;
                _evicted += oldest.Records.Length;
            }
        }

        Interlocked.Increment(ref _version);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _batches.Clear();
            (_bytes, _count) = (0, 0);
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>Every log record, the oldest arrival first.</summary>
    public LogEntry[] All()
    {
        lock (_lock)
        {
            var entries = new LogEntry[_count];
            var next = 0;
            foreach (var batch in _batches)
            {
                batch.Records.CopyTo(entries, next);
                next += batch.Records.Length;
            }

            return entries;
        }
    }
}
