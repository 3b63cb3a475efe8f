using Genesys.Receiver.Journal.Postgres.HandOvers;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// How much the database holds, as far as this receiver knows: counted every second, added to in between, and counted again before a record is refused.
/// With several receivers the bounds can be passed by what they write in a second. Counting reads every open record's row, so that what takes long is done
/// more rarely.
/// </summary>
internal sealed class PostgresCounts(PostgresDatabase database, HandOverCounts handOvers, JournalOptions options, TimeProvider time)
{
    private const string Count = """
        SELECT (SELECT count(*) FROM journal.deliveries),
            (SELECT coalesce(sum(octet_length(record)), 0) FROM journal.deliveries) + (SELECT coalesce(sum(octet_length(record)), 0) FROM journal.dead_letters),
            (SELECT count(*) FROM journal.anomalies WHERE shipped IS NULL),
            (SELECT coalesce(sum(octet_length(record)), 0) FROM journal.anomalies WHERE shipped IS NULL) + (SELECT coalesce(sum(octet_length(record)), 0) FROM journal.set_aside),
            (SELECT count(*) FROM journal.dead_letters),
            (SELECT received FROM journal.deliveries ORDER BY id LIMIT 1),
            (SELECT received FROM journal.anomalies WHERE shipped IS NULL ORDER BY id LIMIT 1),
            (SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relnamespace = 'journal'::regnamespace AND relkind = 'r')
        """;

    // Counting takes a twentieth of the time at most.
    private const int Rest = 20;
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(50);

    private Totals _totals = new(0, 0, 0, 0);
    private long _countedAt;
    private long _countingTook;

    /// <summary>True when it is time to count again.</summary>
    public bool IsDue => time.GetElapsedTime(Volatile.Read(ref _countedAt)) >= Rest * TimeSpan.FromTicks(Volatile.Read(ref _countingTook));

    /// <summary>True when counting takes so little time that everyone who asks may have it done.</summary>
    public bool IsCheap => TimeSpan.FromTicks(Volatile.Read(ref _countingTook)) < Cheap;

    /// <summary>Counts; also what the journal shows of itself.</summary>
    public async Task<JournalState> RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var started = time.GetTimestamp();
        var rows = await database.QueryAsync(
            Count,
            row =>
            {
                Volatile.Write(ref _totals, new Totals(row.GetInt64(0), (long)row.GetDecimal(1), row.GetInt64(2), (long)row.GetDecimal(3)));
                return new JournalState(
                    row.GetInt64(0),
                    row.GetInt64(2),
                    row.GetInt64(4),
                    Age(row.IsDBNull(5) ? now : row.GetInt64(5)),
                    Age(row.IsDBNull(6) ? now : row.GetInt64(6)),
                    row.GetInt64(7),
                    null);
            },
            cancellationToken);
        Volatile.Write(ref _countedAt, time.GetTimestamp());
        Volatile.Write(ref _countingTook, time.GetElapsedTime(started).Ticks);
        return rows[0];

        TimeSpan Age(long received) => TimeSpan.FromMilliseconds(Math.Max(0, now - received));
    }

    /// <summary>Says of each record whether there is room for it.</summary>
    public async Task ReserveAsync(List<PostgresRecord> batch)
    {
        if (!Fill(batch))
        {
            await RefreshAsync(CancellationToken.None);
            await handOvers.RefreshAsync(CancellationToken.None);
            Fill(batch);
        }
    }

    /// <summary>Takes up what was written.</summary>
    public void Added(IEnumerable<PostgresRecord> records)
    {
        var totals = Volatile.Read(ref _totals);
        foreach (var record in records)
        {
            totals = totals.With(record);
        }

        Volatile.Write(ref _totals, totals);
    }

    private bool Fill(List<PostgresRecord> batch)
    {
        var totals = Volatile.Read(ref _totals);
        var all = true;
        foreach (var record in batch)
        {
            record.HasRoom = record switch
            {
                { Opens: false } => record.Destinations.Count == 0 || handOvers.HasRoomFor(record.Destinations),
                { IsDelivery: true } => handOvers.HasRoomFor(record.Destinations) && totals.Deliveries < options.MaxOpenDeliveries && totals.DeliveryBytes < options.MaxDeliveryBytes,
                _ => totals.Anomalies < options.MaxOpenAnomalies && totals.AnomalyBytes < options.MaxAnomalyBytes,
            };
            all &= record.HasRoom;
            totals = record.HasRoom ? totals.With(record) : totals;
        }

        return all;
    }

    private sealed record Totals(long Deliveries, long DeliveryBytes, long Anomalies, long AnomalyBytes)
    {
        public Totals With(PostgresRecord record) => record switch
        {
            { Opens: false } => this,
            { IsDelivery: true } => this with { Deliveries = Deliveries + 1, DeliveryBytes = DeliveryBytes + record.Bytes.Length },
            _ => this with { Anomalies = Anomalies + 1, AnomalyBytes = AnomalyBytes + record.Bytes.Length },
        };
    }
}
