using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Reads deliveries and anomalies as an operator sees them.</summary>
internal sealed class PostgresEntries(PostgresDatabase database, DamagedRows damaged, JournalClock clock)
{
    private const string Deliveries = """
        SELECT d.*, r.first, r.first_received, c.count, c.first, c.last FROM (
            SELECT id, 0, due, NULL, rounds, record FROM journal.deliveries WHERE id = ANY ($1)
            UNION ALL SELECT id, 2, at, NULL, rounds, record FROM journal.dead_letters WHERE id = ANY ($1)
            UNION ALL SELECT id, CASE WHEN discarded IS NULL THEN 1 ELSE 3 END, at, discarded, rounds, record FROM journal.finished WHERE id = ANY ($1)) d
        LEFT JOIN journal.republished r ON r.delivery = ANY (ARRAY[d.id]) LEFT JOIN journal.duplicates c ON c.delivery = ANY (ARRAY[d.id])
        """;

    private const string Anomalies = """
        SELECT id, shipped, NULL, record, false FROM journal.anomalies WHERE id = ANY ($1)
        UNION ALL SELECT id, at, reason, record, true FROM journal.set_aside WHERE id = ANY ($1)
        """;

    /// <summary>Those of the keys that there are, in the order of the keys.</summary>
    public async ValueTask<List<DeliveryEntry>> FindAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        // One that was moved while this reads is seen once all the same: a statement sees the database of one moment.
        var found = (await database.QueryAsync(
            Deliveries, damaged.LeaveOut("delivery", Delivery), cancellationToken, keys.ToArray()))
            .OfType<DeliveryEntry>().ToDictionary(entry => entry.Key);
        var handOvers = await PostgresHandOverHistory.OfAsync(database, found.Keys, clock, cancellationToken);
        return [.. keys.Where(found.ContainsKey).Select(key => found[key] with { HandOvers = [.. handOvers[key]] })];
    }

    /// <summary>The same of anomalies.</summary>
    public async ValueTask<List<AnomalyEntry>> FindAnomaliesAsync(
        IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var found = (await database.QueryAsync(
            Anomalies, damaged.LeaveOut("anomaly", Anomaly), cancellationToken, keys.ToArray()))
            .OfType<AnomalyEntry>().ToDictionary(entry => entry.Key);
        return [.. keys.Where(found.ContainsKey).Select(key => found[key])];
    }

    private DeliveryEntry Delivery(NpgsqlDataReader row)
    {
        var (state, at) = ((DeliveryState)row.GetInt32(1), row.GetInt64(2));
        return new DeliveryEntry
        {
            Key = row.GetInt64(0),
            State = state,
            Record = DeliveryCodec.Read(row.GetFieldValue<byte[]>(5)),
            Attempts = AttemptHistory.Read(row.TextOrNull(4)),
            DueAt = state == DeliveryState.Open ? clock.WhenDue(at) : null,
            EndedAt = state == DeliveryState.Open ? null : DateTimeOffset.FromUnixTimeMilliseconds(at),
            DiscardReason = row.TextOrNull(3),
            Republished = row.IsDBNull(6) ? null : new FirstDelivery(row.GetInt64(6), row.Moment(7)),
            Duplicates = row.IsDBNull(8) ? null : new DuplicateCount(
                row.GetInt64(0), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10)),
        };
    }

    private static AnomalyEntry Anomaly(NpgsqlDataReader row)
    {
        var isAside = row.GetBoolean(4);
        var at = row.MomentOrNull(1);
        return new AnomalyEntry
        {
            Key = row.GetInt64(0),
            State = isAside ? AnomalyState.SetAside : at is null ? AnomalyState.Waiting : AnomalyState.Shipped,
            SetAsideAt = isAside ? at : null,
            ShippedAt = isAside ? null : at,
            Reason = row.TextOrNull(2),
            Record = AnomalyCodec.Read(row.GetFieldValue<byte[]>(3)),
        };
    }
}
