namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What one transaction found and wrote.</summary>
internal sealed class WrittenRecords
{
    public Dictionary<byte[], long> Ids { get; } = new(EventComparer.Instance);

    /// <summary>Of those, the ones whose event was published before: they are duplicates.</summary>
    public HashSet<long> Duplicates { get; } = [];

    public List<long> Anomalies { get; } = [];

    public Dictionary<byte[], long> Leases { get; } = new(EventComparer.Instance);

    /// <summary>Events that were recorded before, and by which delivery.</summary>
    public Dictionary<byte[], long> Known { get; } = new(EventComparer.Instance);

    public HashSet<byte[]> InFlight { get; } = new(EventComparer.Instance);

    /// <summary>True for one that was written, as what it is.</summary>
    public bool IsRecorded(byte[] key) => Ids.TryGetValue(key, out var id) && !Duplicates.Contains(id);

    /// <summary>The delivery that one came again of; null for the first of an event that was published again.</summary>
    public long? RepeatedBy(byte[] key, bool isFirst) =>
        Known.TryGetValue(key, out var known) ? known : !isFirst && Ids.TryGetValue(key, out var id) ? id : null;

    public long NewLease(byte[] key) => Leases[key] = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>
    /// The status of a delivery that wasn't written, because its event was before or in the same transaction, or
    /// because there was no room.
    /// </summary>
    public RecordStatus StatusOfAnother(byte[] key) =>
        InFlight.Contains(key) || (IsRecorded(key) && Leases.ContainsKey(key)) ? RecordStatus.InFlight
        : Ids.ContainsKey(key) || Known.ContainsKey(key) ? RecordStatus.Duplicate
        : RecordStatus.Full;
}
