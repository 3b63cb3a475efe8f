namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What this receiver changed, for the search index and the counts of each minute.</summary>
internal sealed class PostgresChanges(ChangedKeys deliveries, ChangedKeys anomalies, ActivityCounts activity)
{
    private long _recorded;

    /// <summary>How many deliveries and anomalies were ever recorded.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>How many changes there ever were.</summary>
    public long Added => deliveries.Added + anomalies.Added;

    /// <summary>A transaction recorded deliveries and anomalies.</summary>
    public void Add(IReadOnlyCollection<long> recorded, List<long> recordedAnomalies, List<PostgresRecord> records)
    {
        Interlocked.Add(ref _recorded, recorded.Count + recordedAnomalies.Count);
        deliveries.Add(recorded);
        anomalies.Add(recordedAnomalies);
        activity.Add(Counted.Rejected, records.Count(record => record.IsRejection));
    }

    /// <summary>Waits for a change of deliveries, and says when nobody knows whether it was done.</summary>
    public async ValueTask<T> WatchAsync<T>(ValueTask<T> change)
    {
        try
        {
            return await change;
        }
        catch (JournalUnavailableException e)
        {
            Failed(e);
            throw;
        }
    }

    /// <summary>
    /// A change failed. What was done all the same has keys that nobody knows: the index compares itself with the
    /// journal then, once for all that fails until it can.
    /// </summary>
    public void Failed(JournalUnavailableException failure)
    {
        if (failure.MayBeDone)
        {
            deliveries.Lost();
        }
    }

    /// <summary>Counts a delivery that was offered, as what became of it.</summary>
    public void Count(RecordStatus status, bool opens)
    {
        if (status == RecordStatus.Recorded)
        {
            activity.Add(Counted.Accepted);
            activity.Add(Counted.Finished, opens ? 0 : 1);
        }
        else if (status is RecordStatus.Duplicate or RecordStatus.InFlight)
        {
            activity.Add(Counted.Duplicate);
        }
    }

    /// <summary>
    /// A delivery came again at a moment, in milliseconds since 1970, and is answered as a duplicate.
    /// </summary>
    public void CameAgain(long? delivery, long at)
    {
        if (delivery is { } key)
        {
            activity.Duplicates.Add(key, at);
        }
    }

    /// <summary>Deliveries were changed.</summary>
    public void Changed(IEnumerable<long> changed) => deliveries.Add(changed);

    /// <summary>Deliveries were changed.</summary>
    public void Changed(IReadOnlyList<LeasedDelivery> changed) => Changed(changed.Select(delivery => delivery.Key));

    /// <summary>Deliveries were finished, so many of them now: the others by a change whose answer was lost.</summary>
    public void Finished(IEnumerable<LeasedDelivery> finished, int count)
    {
        Changed(finished.Select(delivery => delivery.Key));
        activity.Add(Counted.Finished, count);
    }

    /// <summary>A delivery became a dead letter, with its anomaly.</summary>
    public void DeadLettered(LeasedDelivery delivery, long anomaly)
    {
        Changed([delivery]);
        anomalies.Add(anomaly);
        activity.Add(Counted.DeadLettered);
    }
}
