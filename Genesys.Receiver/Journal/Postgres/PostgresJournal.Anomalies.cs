namespace Genesys.Receiver.Journal.Postgres;

/// <content>Anomalies.</content>
internal sealed partial class PostgresJournal
{
    public async ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.RecordAsync(PostgresRecord.Of(record)).WaitAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(
        int max, CancellationToken cancellationToken)
    {
        _arrived.Reset();
        var (taken, mayBeMore) = await _anomalies.TakeAsync(max, cancellationToken);
        if (mayBeMore)
        {
            _arrived.Set();
        }

        return taken;
    }

    public ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        _anomalies.ShippedAsync(anomalies, cancellationToken);

    public ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        _anomalies.SetAsideAsync(anomaly, reason, cancellationToken);

    public async ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        await _anomalies.GiveBackAsync(anomalies, cancellationToken);
        _notices.Send(deliveries: false, anomalies: true);
    }

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) =>
        new(_arrived.WaitAsync(cancellationToken));
}
