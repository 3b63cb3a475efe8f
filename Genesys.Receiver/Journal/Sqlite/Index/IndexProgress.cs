namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>How far the index is, for those who ask and those who wait.</summary>
internal sealed class IndexProgress(TimeProvider time)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _indexedTo;
    private volatile IdRuns? _deliveryIds;
    private volatile IdRuns? _anomalyIds;
    private int _generation;

    /// <summary>Deliveries up to this key are in the index.</summary>
    public long IndexedTo => Volatile.Read(ref _indexedTo);

    public void Indexed(long upTo) => Volatile.Write(ref _indexedTo, upTo);

    /// <summary>Up to when everything is found, and who waits for that.</summary>
    public IndexPasses Passes { get; } = new(time);

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
        Passes.Stop();
    }
}
