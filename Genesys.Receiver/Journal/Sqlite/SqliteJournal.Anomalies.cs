namespace Genesys.Receiver.Journal.Sqlite;

/// <content>Anomalies.</content>
internal sealed partial class SqliteJournal
{
    public ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = _anomalyWork.Get();
        work.Prepare(record);
        return Post(work);
    }

    public ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken) =>
        Writer.RunAsync(null, () => _anomalies.Take(max), cancellationToken);

    public ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        DoAsync(() => _anomalies.Shipped(anomalies), () => _anomalies.Ended(anomalies, kept: false), cancellationToken);

    public ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        DoAsync(
            () => _anomalies.SetAside(anomaly, reason), () => _anomalies.Ended([anomaly], kept: true),
            cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        DoAsync(null, () => _anomalies.GiveBack(anomalies), cancellationToken);

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) =>
        new(_arrived.WaitAsync(cancellationToken));
}
