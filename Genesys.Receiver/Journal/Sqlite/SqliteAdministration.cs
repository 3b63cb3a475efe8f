namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>What an operator reads and changes, on the writer's thread: a page takes about as long as a commit.</summary>
internal sealed class SqliteAdministration(
    SqliteWriter writer, DeliveryLedger deliveries, AnomalyLedger anomalies, IJournalSearch search, JournalClock clock) : IJournalAdministration
{
    public ValueTask<IReadOnlyList<DeliveryEntry>> ReadDeliveriesAsync(
        DeliveryState state, long before, int max, CancellationToken cancellationToken)
    {
        var sql = state switch
        {
            DeliveryState.Open => $"{EntryRows.Open} id < ?1",
            DeliveryState.DeadLetter => $"{EntryRows.Dead} id < ?1",
            DeliveryState.Finished => $"{EntryRows.Ended} id < ?1 AND discarded IS NULL",
            _ => $"{EntryRows.Ended} id < ?1 AND discarded IS NOT NULL",
        };
        return writer.RunAsync<IReadOnlyList<DeliveryEntry>>(null, () => Read($"{sql} ORDER BY id DESC LIMIT ?2", before, max, row => EntryRows.Delivery(state, row, clock)), cancellationToken);
    }

    public ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) =>
        search.FindDeliveryAsync(key, cancellationToken);

    public ValueTask<long?> ReplayDeliveryAsync(long key, CancellationToken cancellationToken)
    {
        Acted? replayed = null;
        return writer.RunAsync(
            () => replayed = deliveries.Replay(key),
            () =>
            {
                if (replayed is { } delivery)
                {
                    deliveries.WasReplayed(delivery);
                }

                return replayed?.Key;
            },
            cancellationToken);
    }

    public ValueTask<bool> DiscardDeliveryAsync(long key, string reason, CancellationToken cancellationToken)
    {
        Acted? discarded = null;
        return writer.RunAsync(
            () => discarded = deliveries.Discard(key, reason),
            () =>
            {
                if (discarded is { } delivery)
                {
                    deliveries.WasEnded(delivery);
                }

                return discarded is not null;
            },
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<AnomalyEntry>> ReadAnomaliesAsync(
        AnomalyState state, long before, int max, CancellationToken cancellationToken)
    {
        var sql = $"{(state == AnomalyState.Waiting ? EntryRows.Anomalies + " shipped IS NULL AND" : EntryRows.Aside)} id < ?1 ORDER BY id DESC LIMIT ?2";
        return writer.RunAsync<IReadOnlyList<AnomalyEntry>>(null, () => Read(sql, before, max, row => EntryRows.Anomaly(row, state == AnomalyState.SetAside)), cancellationToken);
    }

    public ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) =>
        search.FindAnomalyAsync(key, cancellationToken);

    public ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var bytes = 0;
        return writer.RunAsync(
            () => bytes = anomalies.Replay(key),
            () =>
            {
                if (bytes > 0)
                {
                    anomalies.WasReplayed(key, bytes);
                }

                return bytes > 0 ? key : (long?)null;
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
}
