using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>How far the index is, for those who ask and those who wait.</summary>
internal sealed class IndexProgress(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<(long Pass, TaskCompletionSource Done)> _waiting = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _upTo;
    private long _indexedTo;
    private bool _isCaughtUp;
    private long _pass;
    private volatile bool _isAwaited;
    private volatile IdRuns? _deliveryIds;
    private volatile IdRuns? _anomalyIds;
    private int _generation;

    /// <summary>Deliveries up to this key are in the index.</summary>
    public long IndexedTo => Volatile.Read(ref _indexedTo);

    public void Indexed(long upTo) => Volatile.Write(ref _indexedTo, upTo);

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Everything before this moment is found.</summary>
    public DateTimeOffset UpTo => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _upTo));

    public TimeSpan Lag
    {
        get
        {
            var lag = WallClock.Between(UpTo, time.GetUtcNow());
            return Volatile.Read(ref _isCaughtUp) || lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
        }
    }

    /// <summary>True while someone waits for the index: then it doesn't pause.</summary>
    public bool IsAwaited => _isAwaited;

    /// <summary>Another one each time that the index was opened.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Where ids of deliveries are that aren't written yet; null while the index isn't open.</summary>
    public IdSegment? DeliveryIds => _deliveryIds?.Segment;

    /// <summary>The same of anomalies.</summary>
    public IdSegment? AnomalyIds => _anomalyIds?.Segment;

    public void Publish(IdRuns deliveries, IdRuns anomalies) => (_deliveryIds, _anomalyIds) = (deliveries, anomalies);

    /// <summary>Ends when the index was opened first: before, there may be nothing that could be searched.</summary>
    public Task FirstOpened => _opened.Task;

    public void Opened()
    {
        Interlocked.Increment(ref _generation);
        _opened.TrySetResult();
    }

    public void Closed()
    {
        (_deliveryIds, _anomalyIds) = (null, null);
        Volatile.Write(ref _isCaughtUp, false);
    }

    /// <summary>A pass over the journal begins; returns its number.</summary>
    public long BeginPass() => Interlocked.Increment(ref _pass);

    /// <summary>A pass ended.</summary>
    /// <param name="pass">Its number.</param>
    /// <param name="upTo">Everything before is indexed, in milliseconds since 1970.</param>
    /// <param name="isCaughtUp">True when nothing was left.</param>
    public void EndPass(long pass, long upTo, bool isCaughtUp)
    {
        Volatile.Write(ref _upTo, upTo);
        Volatile.Write(ref _isCaughtUp, isCaughtUp);
        if (!isCaughtUp)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var (_, done) in _waiting.Where(waiting => waiting.Pass < pass))
            {
                done.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Pass < pass);
            _isAwaited = _waiting.Count > 0;
        }
    }

    /// <summary>Completes when everything that is in the journal now can be found.</summary>
    public Task CatchUpAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((Interlocked.Read(ref _pass), done));
            _isAwaited = true;
        }

        return done.Task;
    }
}
