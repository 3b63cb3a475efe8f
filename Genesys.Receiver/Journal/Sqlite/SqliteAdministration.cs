using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>What an operator reads and changes, on the writer's thread: a page takes about as long as a commit.</summary>
internal sealed class SqliteAdministration(SqliteWriter writer, DeliveryLedger deliveries, AnomalyLedger anomalies, JournalClock clock)
    : IJournalAdministration
{
    private const string Open = "SELECT id, due, NULL, rounds, record FROM deliveries";
    private const string Ended = "SELECT id, at, discarded, rounds, record FROM finished";
    private const string Dead = "SELECT id, at, NULL, rounds, record FROM dead_letters";
    private const string Waiting = "SELECT id, NULL, NULL, record FROM anomalies";
    private const string Aside = "SELECT id, at, reason, record FROM set_aside";

    public ValueTask<IReadOnlyList<DeliveryEntry>> ReadDeliveriesAsync(
        DeliveryState state, long before, int max, CancellationToken cancellationToken)
    {
        var sql = state switch
        {
            DeliveryState.Open => $"{Open} WHERE id < ?1",
            DeliveryState.DeadLetter => $"{Dead} WHERE id < ?1",
            DeliveryState.Finished => $"{Ended} WHERE id < ?1 AND discarded IS NULL",
            _ => $"{Ended} WHERE id < ?1 AND discarded IS NOT NULL",
        };
        return writer.RunAsync<IReadOnlyList<DeliveryEntry>>(null, () => Read($"{sql} ORDER BY id DESC LIMIT ?2", before, max, row => Delivery(state, row)), cancellationToken);
    }

    public ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) => writer.RunAsync(
        null,
        () =>
        {
            var found = Find(Open, key, row => Delivery(DeliveryState.Open, row))
                ?? Find(Dead, key, row => Delivery(DeliveryState.DeadLetter, row))
                ?? Find(Ended, key, row => Delivery(row.IsNull(2) ? DeliveryState.Finished : DeliveryState.Discarded, row));
            return found is null ? null : found with { HandOvers = HandOverHistory.Of(writer.File.Handle, key, clock) };
        },
        cancellationToken);

    public ValueTask<long?> ReplayDeliveryAsync(long key, CancellationToken cancellationToken)
    {
        Replayed? replayed = null;
        return writer.RunAsync(
            () => replayed = deliveries.Replay(key),
            () =>
            {
                if (replayed is not { } delivery)
                {
                    return (long?)null;
                }

                deliveries.WasReplayed(delivery);
                return delivery.Id;
            },
            cancellationToken);
    }

    public ValueTask<bool> DiscardDeliveryAsync(long key, string reason, CancellationToken cancellationToken)
    {
        var bytes = 0;
        return writer.RunAsync(
            () => bytes = deliveries.Discard(key, reason),
            () =>
            {
                if (bytes > 0)
                {
                    deliveries.DeadLetterRemoved(bytes);
                }

                return bytes > 0;
            },
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<AnomalyEntry>> ReadAnomaliesAsync(
        AnomalyState state, long before, int max, CancellationToken cancellationToken)
    {
        var sql = $"{(state == AnomalyState.Waiting ? Waiting : Aside)} WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
        return writer.RunAsync<IReadOnlyList<AnomalyEntry>>(null, () => Read(sql, before, max, row => Anomaly(state, row)), cancellationToken);
    }

    public ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) => writer.RunAsync(
        null,
        () => Find(Waiting, key, row => Anomaly(AnomalyState.Waiting, row)) ?? Find(Aside, key, row => Anomaly(AnomalyState.SetAside, row)),
        cancellationToken);

    public ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        (long Id, int Bytes)? replayed = null;
        return writer.RunAsync(
            () => replayed = anomalies.Replay(key),
            () =>
            {
                if (replayed is not { } anomaly)
                {
                    return (long?)null;
                }

                anomalies.FreeBytes(anomaly.Bytes);
                anomalies.Inserted(anomaly.Bytes);
                return anomaly.Id;
            },
            cancellationToken);
    }

    public ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var bytes = 0;
        return writer.RunAsync(
            () => bytes = anomalies.Discard(key),
            () =>
            {
                anomalies.FreeBytes(bytes);
                return bytes > 0;
            },
            cancellationToken);
    }

    public ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken) =>
        writer.RunAsync(null, () => writer.File.Number("SELECT count(*) FROM set_aside"), cancellationToken);

    private List<T> Read<T>(string sql, long before, int max, Func<SqliteStatement, T> read)
    {
        using var rows = new SqliteStatement(writer.File.Handle, sql);
        rows.Bind(1, before).Bind(2, max);
        var entries = new List<T>();
        while (rows.Read())
        {
            entries.Add(read(rows));
        }

        return entries;
    }

    private T? Find<T>(string sql, long key, Func<SqliteStatement, T> read)
        where T : class
    {
        using var rows = new SqliteStatement(writer.File.Handle, $"{sql} WHERE id = ?1");
        rows.Bind(1, key);
        return rows.Read() ? read(rows) : null;
    }

    private DeliveryEntry Delivery(DeliveryState state, SqliteStatement row)
    {
        long? at = row.IsNull(1) ? null : row.Int64(1);
        return new DeliveryEntry
        {
            Key = row.Int64(0),
            State = state,
            Record = DeliveryCodec.Read(row.Blob(4)),
            Attempts = AttemptHistory.Read(row.Text(3)),
            DueAt = state == DeliveryState.Open && at is { } due ? clock.WhenDue(due) : null,
            EndedAt = state != DeliveryState.Open && at is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            DiscardReason = row.Text(2),
        };
    }

    private static AnomalyEntry Anomaly(AnomalyState state, SqliteStatement row) => new()
    {
        Key = row.Int64(0),
        State = state,
        SetAsideAt = row.IsNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)),
        Reason = row.Text(2),
        Record = AnomalyCodec.Read(row.Blob(3)),
    };
}
