namespace Genesys.Receiver.Journal;

/// <summary>What an operator reads and changes in the journal. Every member throws <see cref="JournalUnavailableException"/> when the store can't be reached.</summary>
internal interface IJournalAdministration
{
    /// <summary>Deliveries of one state, newest first.</summary>
    /// <param name="state">The state.</param>
    /// <param name="before">Only those with a lower key.</param>
    /// <param name="max">Most of them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<DeliveryEntry>> ReadDeliveriesAsync(DeliveryState state, long before, int max, CancellationToken cancellationToken);

    /// <summary>One delivery, in whatever state; null when there is none.</summary>
    ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken);

    /// <summary>
    /// Records a dead letter again: it is due at once, its attempts are counted anew, its key and its history stay. Returns the key; null when there is no such dead letter.
    /// </summary>
    ValueTask<long?> ReplayDeliveryAsync(long key, CancellationToken cancellationToken);

    /// <summary>Ends a dead letter with a reason; its payload is removed. False when there is no such dead letter.</summary>
    ValueTask<bool> DiscardDeliveryAsync(long key, string reason, CancellationToken cancellationToken);

    /// <summary>Anomalies of one state, newest first.</summary>
    ValueTask<IReadOnlyList<AnomalyEntry>> ReadAnomaliesAsync(AnomalyState state, long before, int max, CancellationToken cancellationToken);

    /// <summary>One anomaly, in whatever state; null when there is none.</summary>
    ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>Puts an anomaly that was set aside back, under its key. Returns the key; null when there is no such anomaly.</summary>
    ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>Removes an anomaly that was set aside. False when there is no such anomaly.</summary>
    ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>How many anomalies are set aside.</summary>
    ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken);
}
