namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What one transaction found and wrote.</summary>
internal sealed class WrittenRecords
{
    public Dictionary<byte[], long> Ids { get; } = new(EventComparer.Instance);

    public List<long> Anomalies { get; } = [];

    public Dictionary<byte[], long> Leases { get; } = new(EventComparer.Instance);

    public HashSet<byte[]> Known { get; } = new(EventComparer.Instance);

    public HashSet<byte[]> InFlight { get; } = new(EventComparer.Instance);

    public long NewLease(byte[] key) => Leases[key] = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>
    /// The status of a delivery that wasn't written, because its event was before or in the same transaction, or
    /// because there was no room.
    /// </summary>
    public RecordStatus StatusOfAnother(byte[] key) =>
        InFlight.Contains(key) || (Ids.ContainsKey(key) && Leases.ContainsKey(key)) ? RecordStatus.InFlight
        : Ids.ContainsKey(key) || Known.Contains(key) ? RecordStatus.Duplicate
        : RecordStatus.Full;
}
