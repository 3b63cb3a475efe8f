using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// Goes through the journal, a span of keys at a time, and brings into the index what a receiver that died left out;
/// also everything that a journal of an earlier release holds. One receiver does a span at a time, whichever comes
/// first.
/// </summary>
internal sealed class PostgresRepair(PostgresDatabase database, PostgresIndexRows rows, JournalClock clock)
{
    private const long Lock = 0x47526377;
    private const int Span = 10_000;
    private const int Chunk = 2_000;

    // What has ended says by its version whether that is known; what is open, by its attempts, a line of text each.
    private static readonly string Differing = $"""
        SELECT coalesce(r.id, e.key) FROM (
            SELECT id, 0 AS state, coalesce(since, 0) AS version,
                least(coalesce(octet_length(rounds) - octet_length(replace(rounds, E'\n', '')), 0), {PostgresIndexRows.MaxAttempts}) AS attempts
            FROM journal.deliveries WHERE id > $1 AND id <= $2
            UNION ALL SELECT id, 2, at, NULL FROM journal.dead_letters WHERE id > $1 AND id <= $2
            UNION ALL SELECT id, CASE WHEN discarded IS NULL THEN 1 ELSE 3 END, at, NULL FROM journal.finished WHERE id > $1 AND id <= $2) r
        FULL JOIN (SELECT key, state, version, attempts FROM journal.index_entries WHERE key > $1 AND key <= $2) e ON e.key = r.id
        WHERE r.id IS NULL OR e.key IS NULL OR e.state <> r.state OR e.version <> r.version OR e.attempts <> r.attempts
        """;

    private const string Missing = """
        SELECT id FROM (
            SELECT id FROM journal.anomalies WHERE id > $1 AND id <= $2 UNION ALL SELECT id FROM journal.set_aside WHERE id > $1 AND id <= $2) r
        WHERE NOT EXISTS (SELECT FROM journal.index_anomalies e WHERE e.key = r.id)
        """;

    // Where the next span begins, past what there is nothing of, and the last key.
    private const string Begin = """
        SELECT least(
            (SELECT id FROM journal.deliveries WHERE id > p.delivery ORDER BY id LIMIT 1),
            (SELECT id FROM journal.dead_letters WHERE id > p.delivery ORDER BY id LIMIT 1),
            (SELECT id FROM journal.finished WHERE id > p.delivery ORDER BY id LIMIT 1),
            (SELECT key FROM journal.index_entries WHERE key > p.delivery ORDER BY key LIMIT 1)) - 1,
            least(
                (SELECT id FROM journal.anomalies WHERE id > p.anomaly ORDER BY id LIMIT 1),
                (SELECT id FROM journal.set_aside WHERE id > p.anomaly ORDER BY id LIMIT 1)) - 1
        FROM journal.index_repair p FOR UPDATE OF p
        """;

    private static readonly TimeSpan Lap = TimeSpan.FromHours(1);

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private bool _isWanted = true;

    /// <summary>True while a lap isn't done, as far as this receiver knows.</summary>
    public bool IsWanted => Volatile.Read(ref _isWanted);

    /// <summary>Begins a lap.</summary>
    public async Task BeginAsync()
    {
        await database.ExecuteAsync(
            "UPDATE journal.index_repair SET delivery = 0, anomaly = 0, at = $1", default, clock.Now);
        Volatile.Write(ref _isWanted, true);
    }

    /// <summary>Does a span, unless another receiver does one; true when it did.</summary>
    public async Task<bool> StepAsync()
    {
        if (!IsWanted)
        {
            if ((await database.QueryAsync("SELECT at FROM journal.index_repair", row => row.GetInt64(0), default))[
                0] < clock.After(-Lap))
            {
                await BeginAsync();
            }

            return false;
        }

        var step = await rows.TransactAsync(StepAsync);
        while (step.Unknown.Count > 0)
        {
            if (_numbers.Count > PostgresWords.Max)
            {
                _numbers.Clear();
            }

            await rows.NameAsync(step.Unknown, _numbers);
            step = await rows.TransactAsync(StepAsync);
        }

        Volatile.Write(ref _isWanted, step.More);
        return step.IsDone;
    }

    private async Task<(bool IsDone, bool More, List<string> Unknown)> StepAsync(NpgsqlConnection connection)
    {
        if (!(await connection.ReadAsync($"SELECT pg_try_advisory_xact_lock({Lock})", row => row.GetBoolean(0)))[0])
        {
            return (false, true, []);
        }

        var (delivery, anomaly) = (await connection.ReadAsync(
            Begin,
            row => (row.NumberOrNull(0), row.NumberOrNull(1))))[0];
        foreach (var keys in delivery is null ? [] : (await connection.ReadAsync(
            Differing, row => row.GetInt64(0), delivery.Value, delivery.Value + Span)).Chunk(Chunk))
        {
            if (await rows.RepairAsync(connection, keys, _numbers) is { Count: > 0 } unknown)
            {
                return (false, true, unknown);
            }
        }

        foreach (var keys in anomaly is null ? [] : (await connection.ReadAsync(
            Missing, row => row.GetInt64(0), anomaly.Value, anomaly.Value + Span)).Chunk(Chunk))
        {
            await rows.AddAnomaliesAsync(connection, keys);
        }

        await connection.RunAsync(
            "UPDATE journal.index_repair SET delivery = greatest(delivery, $1), anomaly = greatest(anomaly, $2)",
            (delivery ?? -Span) + Span,
            (anomaly ?? -Span) + Span);
        return (true, delivery is not null || anomaly is not null, []);
    }
}
