using Genesys.Receiver.Journal.Postgres.HandOvers;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// How much the database holds, as far as this receiver knows: counted every second, added to in between, and counted
/// again before a record is refused. With several receivers the bounds can be passed by what they write in a second.
/// Counting reads every open record's row, so that what takes long is done more rarely.
/// </summary>
internal sealed class PostgresCounts(
    PostgresDatabase database, HandOverCounts handOvers, JournalOptions options, TimeProvider time)
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

    private readonly Lock _lock = new();
    private Totals _totals = new(0, 0, 0, 0);

    // Of transactions that are being written.
    private Totals _reserved = new(0, 0, 0, 0);

    // Of all transactions. What was written while a count was made is in it or isn't: then it is added, until the next.
    private Totals _written = new(0, 0, 0, 0);
    private long _countedAt;

    // Until the first count has come to an end nobody who asks is to wait for one.
    private long _countingTook = Cheap.Ticks;

    /// <summary>True when it is time to count again.</summary>
    public bool IsDue =>
        time.GetElapsedTime(
            Volatile.Read(ref _countedAt)) >= Rest * TimeSpan.FromTicks(Volatile.Read(ref _countingTook));

    /// <summary>True when counting takes so little time that everyone who asks may have it done.</summary>
    public bool IsCheap => TimeSpan.FromTicks(Volatile.Read(ref _countingTook)) < Cheap;

    /// <summary>
    /// Counts; also what the journal shows of itself. Null when it took too long: of a database that does nothing else
    /// either, whatever else is asked of it tells.
    /// </summary>
    public async Task<JournalState?> RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var started = time.GetTimestamp();
        Totals before;
        lock (_lock)
        {
            before = _written;
        }

        var state = await database.TryScanAsync(
            Count,
            row =>
            {
                lock (_lock)
                {
                    _totals = new Totals(
                        row.GetInt64(0), (long)row.GetDecimal(1), row.GetInt64(2), (long)row.GetDecimal(3))
                        .Plus(_written, 1).Plus(before, -1);
                }

                return new JournalState(
                    row.GetInt64(0),
                    row.GetInt64(2),
                    row.GetInt64(4),
                    Age(row.NumberOrNull(5) ?? now),
                    Age(row.NumberOrNull(6) ?? now),
                    row.GetInt64(7),
                    null);
            },
            cancellationToken);
        var took = time.GetElapsedTime(started).Ticks;
        Volatile.Write(ref _countedAt, time.GetTimestamp());
        Volatile.Write(ref _countingTook, state is null ? Math.Max(took, Cheap.Ticks) : took);
        return state;

        TimeSpan Age(long received) => TimeSpan.FromMilliseconds(Math.Max(0, now - received));
    }

    /// <summary>Says of each record whether there is room for it, and keeps that until <see cref="Settle"/>.</summary>
    public async Task ReserveAsync(List<PostgresRecord> batch)
    {
        if (!TryReserve(batch, evenSome: false))
        {
            await RefreshAsync(CancellationToken.None);
            await handOvers.RefreshAsync(CancellationToken.None);
            TryReserve(batch, evenSome: true);
        }
    }

    /// <summary>Gives back what was kept for a transaction, and takes up what it wrote.</summary>
    public void Settle(List<PostgresRecord> batch, IEnumerable<PostgresRecord> written)
    {
        lock (_lock)
        {
            foreach (var record in batch.Where(record => record.HasRoom))
            {
                _reserved = _reserved.With(record, -1);
                handOvers.Reserve(-record.Destinations.Count, -record.HandOverBytes);
            }

            foreach (var record in written)
            {
                _totals = _totals.With(record, 1);
                _written = _written.With(record, 1);
            }
        }
    }

    private bool TryReserve(List<PostgresRecord> batch, bool evenSome)
    {
        lock (_lock)
        {
            var reserved = _reserved;
            var (all, count, bytes) = (true, 0L, 0L);
            foreach (var record in batch)
            {
                record.HasRoom = HasRoomFor(record, reserved, count, bytes);
                all &= record.HasRoom;
                if (record.HasRoom)
                {
                    reserved = reserved.With(record, 1);
                    (count, bytes) = (count + record.Destinations.Count, bytes + record.HandOverBytes);
                }
            }

            if (all || evenSome)
            {
                _reserved = reserved;
                handOvers.Reserve(count, bytes);
            }

            return all;
        }
    }

    private bool HasRoomFor(PostgresRecord record, Totals reserved, long count, long bytes) => record switch
    {
        { Opens: false } =>
            record.Destinations.Count == 0 || handOvers.HasRoomFor(record.Destinations, count, bytes),
        { IsDelivery: true } => handOvers.HasRoomFor(record.Destinations, count, bytes)
            && _totals.Deliveries + reserved.Deliveries < options.MaxOpenDeliveries
            && _totals.DeliveryBytes + reserved.DeliveryBytes < options.MaxDeliveryBytes,
        _ => _totals.Anomalies + reserved.Anomalies < options.MaxOpenAnomalies
            && _totals.AnomalyBytes + reserved.AnomalyBytes < options.MaxAnomalyBytes,
    };

    /// <summary>A sentence that names the bounds that are reached; null while there is room for everything.</summary>
    public string? Full
    {
        get
        {
            lock (_lock)
            {
                var (waiting, bytes) = handOvers.Bounded;
                return new JournalAmounts(
                    _totals.Deliveries, _totals.DeliveryBytes, _totals.Anomalies, _totals.AnomalyBytes, waiting, bytes)
                    .Full(options);
            }
        }
    }

    private readonly record struct Totals(long Deliveries, long DeliveryBytes, long Anomalies, long AnomalyBytes)
    {
        public Totals Plus(Totals other, int times) => new(
            Deliveries + (times * other.Deliveries), DeliveryBytes + (times * other.DeliveryBytes),
            Anomalies + (times * other.Anomalies), AnomalyBytes + (times * other.AnomalyBytes));

        public Totals With(PostgresRecord record, int times) => record switch
        {
            { Opens: false } => this,
            { IsDelivery: true } =>
                this with
                {
                    Deliveries = Deliveries + times,
                    DeliveryBytes = DeliveryBytes
                    + (times * record.Bytes.Length)
                },
            _ =>
                this with
                {
                    Anomalies = Anomalies + times,
                    AnomalyBytes = AnomalyBytes
                    + (times * record.Bytes.Length)
                },
        };
    }
}
