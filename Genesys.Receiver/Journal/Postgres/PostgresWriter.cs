using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Telemetry;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// Takes all the records that wait and writes them in one transaction: two array inserts and one commit for as many
/// callers as there are. While the server waits for its disk, the next transaction is on its way.
/// </summary>
internal sealed partial class PostgresWriter(
    PostgresDatabase database,
    PostgresCounts counts,
    Func<HandOverBatch> newBatch,
    PostgresHandOvers handOvers,
    PostgresPublications publications,
    PostgresNotices notices,
    PostgresChanges changes,
    JournalOptions options,
    Guid owner,
    JournalClock clock,
    ReceiverMetrics metrics,
    ILogger logger)
{
    // One whose conversation rests is due when it has rested: what is due and can't be taken stands in the way of what
    // can. Sorted by event: two receivers that insert the same events in another order would lock each other out.
    private const string InsertDeliveries = $"""
        WITH input AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS i (event, received, due, conversation, lease, opens, record)
            WHERE {PostgresStatements.IsPromised}),
        fresh AS (
            INSERT INTO journal.known_events AS k (event, id, at)
            SELECT event, nextval('journal.delivery_ids'), $8 FROM input
            ON CONFLICT (event) DO UPDATE SET id = excluded.id, at = excluded.at WHERE k.at < $9
            RETURNING event, id),
        opened AS (
            INSERT INTO journal.deliveries (id, received, due, conversation, lease, owner, inline, event, record)
            SELECT f.id, i.received, greatest(i.due, (
                    SELECT r.at FROM journal.resting r
                    WHERE r.conversation = i.conversation AND i.conversation <> 0 AND i.lease = 0 AND r.at + 0 <= $12)),
                i.conversation, nullif(i.lease, 0), CASE WHEN i.lease <> 0 THEN $10 END, i.lease <> 0, i.event, i.record
            FROM fresh f JOIN input i USING (event) WHERE i.opens),
        finished AS (
            INSERT INTO journal.finished (id, at, record, kept)
            SELECT f.id, $8, i.record, nullif($11, 0) FROM fresh f JOIN input i USING (event) WHERE NOT i.opens)
        SELECT event, id FROM fresh
        """;

    private const string ReadInFlight = """
        SELECT k.event FROM journal.known_events k JOIN journal.deliveries d ON d.id = ANY (ARRAY[k.id])
        WHERE k.event = ANY ($1) AND d.inline AND d.lease IS NOT NULL AND d.due + 0 > $2
        """;

    private const string InsertAnomalies = $"""
        INSERT INTO journal.anomalies (received, record) SELECT * FROM unnest($1, $2) AS i (received, record) WHERE {PostgresStatements.IsPromised}
        RETURNING id
        """;

    /// <summary>Transactions at a time: more of them are smaller, and cost the server more for each record.</summary>
    private const int Transactions = 2;

    private readonly CommitQueue<PostgresRecord> _waiting = new(record => record.Bytes.Length);
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(() => _waiting.RunAsync(Transactions, WriteAsync, Fail));

    public Task<RecordResult> RecordAsync(PostgresRecord record)
    {
        if (!_waiting.TryAdd(record))
        {
            record.Answer(RecordStatus.Unavailable);
        }

        return record.Task;
    }

    public Task StopAsync()
    {
        _waiting.Complete();
        return _loop;
    }

    private void Fail(List<PostgresRecord> batch, Exception e)
    {
        if (e is JournalUnavailableException unavailable)
        {
            changes.Failed(unavailable);
        }
        else
        {
            Log.BatchFailed(logger, Failures.Describe(e));
        }

        batch.ForEach(record => record.Answer(RecordStatus.Unavailable));
    }

    private async Task WriteAsync(List<PostgresRecord> batch)
    {
        await counts.ReserveAsync(batch);
        List<PostgresRecord> added = [];
        try
        {
            var anomalies = batch.Where(record => !record.IsDelivery && record.HasRoom).ToList();
            var deliveries = batch.Where(record => record.IsDelivery)
                .GroupBy(record => record.Event, EventComparer.Instance)
                .Select(group => group.First()).OrderBy(record => record.Event, EventComparer.Instance).ToList();
            using var recorded = newBatch();
            foreach (var record in batch)
            {
                await recorded.NameAsync(record.Destinations);
            }

            var written = await database.UseAsync(
                connection => WriteAsync(connection, deliveries, anomalies, batch, recorded), default);
            added = [.. deliveries.Where(record => record.Opens && written.IsRecorded(record.Event))];
            notices.Send(deliveries: added.Count > 0, anomalies: anomalies.Count > 0);
            added.AddRange(anomalies);
            handOvers.Recorded(recorded);
            Answer(batch, written);
        }
        finally
        {
            counts.Settle(batch, added);
        }
    }

    private async Task<WrittenRecords> WriteAsync(
        NpgsqlConnection connection, List<PostgresRecord> deliveries, List<PostgresRecord> anomalies,
        List<PostgresRecord> all, HandOverBatch recorded)
    {
        var started = clock.Time.GetTimestamp();
        var written = new WrittenRecords();
        var fitting = deliveries.Where(record => record.HasRoom).ToList();
        if (fitting.Exists(record => record.Destinations.Count > 0 || record.Publication is not null))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            if (recorded.LocksOf(
                deliveries.Select(record => (record.Conversation, record.Destinations))) is { Length: > 0 } locks)
            {
                await RunAsync(connection, [(HandOverStatements.LockConversations, [locks])]);
            }

            await InsertAsync(connection, fitting, anomalies, written);
            written.Duplicates.UnionWith(await publications.FinishAsync(
                connection,
                fitting.Where(record => record.Publication is not null && written.Ids.ContainsKey(record.Event))
                    .Select(record => record.Publication!.Value with { Delivery = written.Ids[record.Event] })));
            await HandOverAsync(connection, all, written, recorded);
            await transaction.CommitAsync();
        }
        else
        {
            // Statements that are sent together are one transaction by themselves, which is one wait for the server,
            // not three.
            await InsertAsync(connection, fitting, anomalies, written);
        }

        // What follows may fail, and is told as the failure of all.
        changes.Add(written.Ids.Values, written.Anomalies, anomalies);
        await FindKnownAsync(
            connection, deliveries.Where(record => !written.Ids.ContainsKey(record.Event)).ToList(), written);
        if (written.Ids.Count > 0 || anomalies.Count > 0)
        {
            metrics.JournalCommitted(clock.Time.GetElapsedTime(started));
            database.Wrote();
        }

        return written;
    }

    private async Task InsertAsync(
        NpgsqlConnection connection, List<PostgresRecord> deliveries, List<PostgresRecord> anomalies,
        WrittenRecords written)
    {
        List<(string Sql, object[] Parameters)> statements = [(PostgresStatements.Begin, [])];
        if (deliveries.Count > 0)
        {
            statements.Add((InsertDeliveries, ParametersOf(deliveries, written)));
        }

        if (anomalies.Count > 0)
        {
            statements.Add(
                (InsertAnomalies,
                    [
                        anomalies.Select(record => record.Received).ToArray(),
                        anomalies.Select(record => record.Bytes).ToArray()]));
        }

        await using var batch = PostgresDatabase.Batch(connection, statements.ToArray());
        await using var reader = await batch.ExecuteReaderAsync();
        await database.ReadPromiseAsync(reader, default);
        if (deliveries.Count > 0)
        {
            foreach (var (key, id) in await PostgresDatabase.ReadAsync(reader, EventAndKey, default))
            {
                written.Ids[key] = id;
            }

            await reader.NextResultAsync();
        }

        if (anomalies.Count > 0)
        {
            written.Anomalies.AddRange(await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), default));
        }

        // A failure of a statement shows when its result is read.
        while (await reader.NextResultAsync())
        {
        }
    }

    // In the order in which they came, which isn't that of the rows.
    private static async Task HandOverAsync(
        NpgsqlConnection connection, List<PostgresRecord> all, WrittenRecords written, HandOverBatch recorded)
    {
        var seen = new HashSet<byte[]>(EventComparer.Instance);
        foreach (var record in all.Where(record => record.Destinations.Count > 0))
        {
            if (written.IsRecorded(record.Event) && seen.Add(record.Event))
            {
                var id = written.Ids[record.Event];
                await recorded.AddAsync(
                    connection, id, record.Conversation, record.Destinations, 0, null, () => record.Topic);
                if (record.HandedOver is { } payload)
                {
                    recorded.AddPayload(id, payload);
                }
            }
        }

        if (!recorded.IsEmpty)
        {
            await RunAsync(connection, [.. recorded.Statements()]);
        }
    }

    private static (byte[] Event, long Key) EventAndKey(NpgsqlDataReader row) =>
        (row.GetFieldValue<byte[]>(0), row.GetInt64(1));

    private static async Task RunAsync(NpgsqlConnection connection, (string Sql, object[] Parameters)[] statements)
    {
        await using var batch = PostgresDatabase.Batch(connection, statements);
        await batch.ExecuteNonQueryAsync();
    }

    private object[] ParametersOf(List<PostgresRecord> deliveries, WrittenRecords written)
    {
        var (now, leaseEnd) = (clock.Now, clock.After(options.LeaseDuration));
        return
        [
            deliveries.Select(record => record.Event).ToArray(),
            deliveries.Select(record => record.Received).ToArray(),
            deliveries.Select(record => record.Leased is null ? Math.Min(record.Received, now) : leaseEnd).ToArray(),
            deliveries.Select(record => record.Conversation).ToArray(),
            deliveries.Select(record => record.Leased is null ? 0 : written.NewLease(record.Event)).ToArray(),
            deliveries.Select(record => record.Opens).ToArray(),
            deliveries.Select(record => record.Bytes).ToArray(),
            now,
            clock.After(-options.Retention),
            owner,
            clock.KeptUntil(options) ?? 0,
            clock.After(PostgresDeliveries.LongestRest),
        ];
    }

    private async Task FindKnownAsync(NpgsqlConnection connection, List<PostgresRecord> others, WrittenRecords written)
    {
        if (others.Count == 0)
        {
            return;
        }

        var events = others.Select(record => record.Event).ToArray();
        await using var batch = PostgresDatabase.Batch(
            connection,
            (PostgresStatements.LookUp, []),
            ("SELECT event, id FROM journal.known_events WHERE event = ANY ($1) AND at + 0 >= $2",
                [events, clock.After(-options.Retention)]),
            (ReadInFlight, [events, clock.Now]));
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        foreach (var (key, id) in await PostgresDatabase.ReadAsync(reader, EventAndKey, default))
        {
            written.Known[key] = id;
        }

        await reader.NextResultAsync();
        written.InFlight.UnionWith(
            await PostgresDatabase.ReadAsync(reader, row => row.GetFieldValue<byte[]>(0), default));
    }

    private void Answer(List<PostgresRecord> batch, WrittenRecords written)
    {
        var answered = new HashSet<byte[]>(EventComparer.Instance);
        foreach (var record in batch)
        {
            if (!record.IsDelivery)
            {
                record.Answer(record.HasRoom ? RecordStatus.Recorded : RecordStatus.Full);
            }
            else if (answered.Add(record.Event) is var isFirst && isFirst && written.IsRecorded(record.Event))
            {
                changes.Count(RecordStatus.Recorded, record.Opens);
                record.Answer(RecordStatus.Recorded, record.Leased is null ? null : new LeasedDelivery
                {
                    Key = written.Ids[record.Event],
                    Lease = written.Leases[record.Event],
                    Record = record.Leased,
                    Attempts = 0,
                });
            }
            else
            {
                var status = written.StatusOfAnother(record.Event);
                changes.Count(status, record.Opens);
                if (status == RecordStatus.Duplicate)
                {
                    changes.CameAgain(written.RepeatedBy(record.Event, isFirst), record.Received);
                }

                record.Answer(status);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of the journal failed.\n{Failure}")]
        public static partial void BatchFailed(ILogger logger, string failure);
    }
}
