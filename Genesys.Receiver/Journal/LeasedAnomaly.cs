namespace Genesys.Receiver.Journal;

/// <summary>An anomaly that waits for shipping, owned by this process until its lease expires.</summary>
/// <param name="Key">The journal's own key of the record, in the order of recording.</param>
/// <param name="Lease">Token of this lease.</param>
/// <param name="Record">The anomaly.</param>
internal sealed record LeasedAnomaly(long Key, long Lease, AnomalyRecord Record);
