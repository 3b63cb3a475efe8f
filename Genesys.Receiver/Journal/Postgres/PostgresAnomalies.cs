using System.Collections.Concurrent;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// The statements about anomalies that wait for shipping. The journal renews the leases that it handed out while it
/// runs: they end with it, or a lease's length after it died.
/// </summary>
internal sealed class PostgresAnomalies(
    PostgresDatabase database, DamagedRows damaged, JournalOptions options, Guid owner, JournalClock clock)
{
    private const string Take = """
        UPDATE journal.anomalies a SET lease = $3, owner = $4, due = $5 WHERE id = ANY (ARRAY(
            SELECT id FROM journal.anomalies WHERE shipped IS NULL AND (due <= $1 OR due > $6) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING a.id, a.lease, a.record
        """;

    private const string Ship = $"""
        UPDATE journal.anomalies a SET shipped = $3, lease = NULL, owner = NULL FROM ({PostgresStatements.Held}) h WHERE a.id = ANY (ARRAY[h.id]) AND a.lease = h.lease
        """;

    private const string GiveBack = $"""
        UPDATE journal.anomalies a SET lease = NULL, owner = NULL, due = 0 FROM ({PostgresStatements.Held}) h WHERE a.id = ANY (ARRAY[h.id]) AND a.lease = h.lease
        """;

    private const string Renew =
        $"UPDATE journal.anomalies a SET due = $3 FROM ({PostgresStatements.Held}) h WHERE a.id = ANY (ARRAY[h.id]) AND a.lease = h.lease";

    private const string SetAside = """
        WITH gone AS (DELETE FROM journal.anomalies WHERE id = $1 AND lease = $2 RETURNING id, record)
        INSERT INTO journal.set_aside (id, at, reason, record) SELECT id, $3, $4, record FROM gone
        """;

    // Keys and leases in the hands of the pump. One whose statement was carried out but whose answer got lost isn't
    // here, and runs out.
    private readonly ConcurrentDictionary<long, long> _held = new();

    private long LeaseEnd => clock.After(options.LeaseDuration);

    /// <summary>Leases the oldest; there may be more when there were as many as was asked for.</summary>
    public async ValueTask<(IReadOnlyList<LeasedAnomaly> Taken, bool MayBeMore)> TakeAsync(
        int max, CancellationToken cancellationToken)
    {
        var rows = await database.LeaseAsync(
            reader => PostgresDatabase.ReadAsync(
                reader,
                damaged.LeaveOut(
                    "anomaly",
                    row => new LeasedAnomaly(
                        row.GetInt64(0), row.GetInt64(1), AnomalyCodec.Read(row.GetFieldValue<byte[]>(2)))),
                cancellationToken),
            cancellationToken,
            (Take, [clock.Now, max, Random.Shared.NextInt64(1, long.MaxValue), owner, LeaseEnd, clock.LatestDue]));
        var taken = rows.OfType<LeasedAnomaly>().OrderBy(one => one.Key).ToList();
        taken.ForEach(anomaly => _held[anomaly.Key] = anomaly.Lease);
        return (taken, rows.Count == max);
    }

    public async ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            Ship, cancellationToken, Keys(anomalies), Leases(anomalies),
            clock.Now);
        Forget(anomalies);
    }

    public async ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            SetAside, cancellationToken, anomaly.Key, anomaly.Lease, clock.Now,
            reason);
        Forget([anomaly]);
    }

    public async ValueTask GiveBackAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(GiveBack, cancellationToken, Keys(anomalies), Leases(anomalies));
        Forget(anomalies);
    }

    /// <summary>Renews the leases on everything that this receiver's pump holds.</summary>
    public async ValueTask RenewAllAsync()
    {
        var held = _held.ToArray();
        if (held.Length > 0)
        {
            await database.ExecuteAsync(
                Renew, default, held.Select(one => one.Key).ToArray(), held.Select(one => one.Value).ToArray(),
                LeaseEnd);
        }
    }

    /// <summary>Gives back everything that this receiver holds: it stops.</summary>
    public ValueTask GiveBackAllAsync() =>
        database.ExecuteAsync(
            "UPDATE journal.anomalies SET lease = NULL, owner = NULL, due = 0 WHERE owner = $1", default, owner);

    private void Forget(IReadOnlyList<LeasedAnomaly> anomalies)
    {
        foreach (var anomaly in anomalies)
        {
            _held.TryRemove(new(anomaly.Key, anomaly.Lease));
        }
    }

    private static long[] Keys(IReadOnlyList<LeasedAnomaly> anomalies) => [.. anomalies.Select(anomaly => anomaly.Key)];

    private static long[] Leases(IReadOnlyList<LeasedAnomaly> anomalies) =>
        [.. anomalies.Select(anomaly => anomaly.Lease)];
}
