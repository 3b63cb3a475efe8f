using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// The statements about anomalies that wait for shipping. The journal renews their leases by itself while it runs: they end with it, or a lease's length after it died.
/// </summary>
internal sealed class PostgresAnomalies(PostgresDatabase database, JournalOptions options, Guid owner, TimeProvider time)
{
    private const string Take = """
        UPDATE journal.anomalies a SET lease = $3, owner = $4, due = $5 WHERE id IN (
            SELECT id FROM journal.anomalies WHERE due <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING a.id, a.lease, a.record
        """;

    private const string Held = "SELECT * FROM unnest($1, $2) AS h (id, lease)";

    private const string Delete = $"DELETE FROM journal.anomalies a USING ({Held}) h WHERE a.id = h.id AND a.lease = h.lease";

    private const string GiveBack = $"""
        UPDATE journal.anomalies a SET lease = NULL, owner = NULL, due = 0 FROM ({Held}) h WHERE a.id = h.id AND a.lease = h.lease
        """;

    private const string SetAside = """
        WITH gone AS (DELETE FROM journal.anomalies WHERE id = $1 AND lease = $2 RETURNING id, record)
        INSERT INTO journal.set_aside (id, at, reason, record) SELECT id, $3, $4, record FROM gone
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long LeaseEnd => (time.GetUtcNow() + options.LeaseDuration).ToUnixTimeMilliseconds();

    public async ValueTask<IReadOnlyList<LeasedAnomaly>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        var taken = await database.QueryAsync(
            Take,
            row => new LeasedAnomaly(row.GetInt64(0), row.GetInt64(1), AnomalyCodec.Read(row.GetFieldValue<byte[]>(2))),
            cancellationToken,
            Now,
            max,
            Random.Shared.NextInt64(1, long.MaxValue),
            owner,
            LeaseEnd).ConfigureAwait(false);
        taken.Sort((one, other) => one.Key.CompareTo(other.Key));
        return taken;
    }

    public ValueTask<bool> DeleteAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        database.ExecuteAsync(Delete, cancellationToken, Keys(anomalies), Leases(anomalies));

    public ValueTask<bool> SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        database.ExecuteAsync(SetAside, cancellationToken, anomaly.Key, anomaly.Lease, Now, reason);

    public ValueTask<bool> GiveBackAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        database.ExecuteAsync(GiveBack, cancellationToken, Keys(anomalies), Leases(anomalies));

    /// <summary>Renews the leases on everything that this receiver holds.</summary>
    public ValueTask<bool> RenewAllAsync() =>
        database.ExecuteAsync("UPDATE journal.anomalies SET due = $2 WHERE owner = $1", default, owner, LeaseEnd);

    /// <summary>Gives back everything that this receiver holds: it stops.</summary>
    public ValueTask<bool> GiveBackAllAsync() =>
        database.ExecuteAsync("UPDATE journal.anomalies SET lease = NULL, owner = NULL, due = 0 WHERE owner = $1", default, owner);

    private static long[] Keys(IReadOnlyList<LeasedAnomaly> anomalies) => [.. anomalies.Select(anomaly => anomaly.Key)];

    private static long[] Leases(IReadOnlyList<LeasedAnomaly> anomalies) => [.. anomalies.Select(anomaly => anomaly.Lease)];
}
