using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Removes what is kept for a time, in chunks, so that no record waits for it.</summary>
internal sealed class PostgresRetention(
    PostgresDatabase database, PostgresActs acts, PostgresPublications publications, JournalOptions options,
    JournalClock clock)
{
    private const int Chunk = 1_000;
    private const int DeadLetterChunk = 200;

    // What has a hand-over that waits or is a dead letter is found for as long as that is so.
    private const string HasNoHandOver =
        "NOT EXISTS (SELECT FROM journal.hand_overs h WHERE h.delivery = ANY (ARRAY[f.id]) AND h.state IN (0, 2))";

    private static readonly string RemoveHandOvers = $"""
        WITH gone AS (DELETE FROM journal.hand_overs WHERE id = ANY (ARRAY(
            SELECT id FROM journal.hand_overs WHERE delivery > 0 AND delivery <= (SELECT id FROM journal.finished ORDER BY id DESC LIMIT 1) - $1 AND state IN (1, 3)
            ORDER BY delivery LIMIT {Chunk} FOR UPDATE SKIP LOCKED)) RETURNING 1)
        SELECT count(*) FROM gone
        """;

    private static readonly string RemoveFinished = $"""
        DELETE FROM journal.finished WHERE id = ANY (ARRAY(
            (SELECT id FROM journal.finished f WHERE at < $1 AND {HasNoHandOver} ORDER BY at LIMIT {Chunk})
            UNION (SELECT id FROM journal.finished f WHERE at > $2 AND {HasNoHandOver} ORDER BY at LIMIT {Chunk})
            UNION (SELECT id FROM journal.finished f WHERE id <= (SELECT id FROM journal.finished ORDER BY id DESC LIMIT 1) - $3 AND {HasNoHandOver} ORDER BY id LIMIT {Chunk})
            LIMIT {Chunk}))
        RETURNING id, {PostgresStatements.WithoutPayload}
        """;

    private static readonly string RemoveAnomalies = $"""
        DELETE FROM journal.anomalies WHERE id = ANY (ARRAY(
            (SELECT id FROM journal.anomalies WHERE shipped < $1 ORDER BY shipped LIMIT {Chunk})
            UNION (SELECT id FROM journal.anomalies WHERE shipped > $2 ORDER BY shipped LIMIT {Chunk})
            UNION (
                SELECT id FROM journal.anomalies WHERE shipped + 0 IS NOT NULL AND id <= (SELECT id FROM journal.anomalies ORDER BY id DESC LIMIT 1) - $3
                ORDER BY id LIMIT {Chunk})
            LIMIT {Chunk}))
        RETURNING id, record
        """;

    private static readonly string StripPayloads = $"""
        WITH expired AS (SELECT id FROM journal.finished WHERE kept <= $1 ORDER BY kept LIMIT {Chunk} FOR UPDATE SKIP LOCKED),
        ahead AS (SELECT id FROM journal.finished WHERE kept > $2 ORDER BY kept LIMIT {Chunk} FOR UPDATE SKIP LOCKED),
        stripped AS (
            UPDATE journal.finished SET record = {PostgresStatements.WithoutPayload}, kept = NULL
            WHERE id = ANY (ARRAY(SELECT id FROM expired UNION ALL SELECT id FROM ahead)) RETURNING 1)
        SELECT count(*) FROM stripped
        """;

    public async Task RunAsync()
    {
        await RemoveAsync("known_events", "event", options.Retention);
        await RemoveAsync("hand_overs", "id", options.Retention, "ended", "state IN (1, 3) AND ");
        await RepeatAsync(RemoveHandOvers, options.MaxFinished);
        await RemoveAsync("resting", "conversation", PostgresDeliveries.LongestRest);
        await RepeatAsync(StripPayloads, clock.Now, clock.After(options.PayloadRetention));
        await RemoveIndexedAsync(RemoveFinished, "index_entries", 0, (record, add) =>
        {
            Span<long> hashes = stackalloc long[4];
            foreach (var hash in hashes[..DeliveryIds.Read(record).Hashes(hashes)])
            {
                add(hash);
            }
        });
        await RemoveIndexedAsync(RemoveAnomalies, "index_anomalies", 1, (record, add) =>
        {
            Span<long> hashes = stackalloc long[3];
            foreach (var hash in hashes[..AnomalyIds.Read(record).Hashes(hashes)])
            {
                add(hash);
            }
        });
        await publications.SweepAsync();
        await DiscardExpiredAsync();
        await RemoveOthersAsync();
    }

    private Task RemoveAsync(string table, string key, TimeSpan age, string at = "at", string which = "") =>
        RepeatAsync(
        $"""
        WITH expired AS (SELECT {key} FROM journal.{table} WHERE {which}{at} < $1 ORDER BY {at} LIMIT {Chunk} FOR UPDATE SKIP LOCKED),
        ahead AS (SELECT {key} FROM journal.{table} WHERE {which}{at} > $2 ORDER BY {at} LIMIT {Chunk} FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM journal.{table} WHERE {key} = ANY (ARRAY(SELECT {key} FROM expired UNION ALL SELECT {key} FROM ahead)) RETURNING 1)
        SELECT count(*) FROM gone
        """,
        // One that is further ahead of the clock than it is ever kept was written by a clock that was wrong.
        clock.After(-age),
        clock.After(age));

    private async Task RepeatAsync(string sql, params object[] parameters)
    {
        while ((await database.QueryAsync(sql, row => row.GetInt64(0), default, parameters))[0] >= Chunk)
        {
        }
    }

    // What the index has of it goes in the same transaction.
    private async Task RemoveIndexedAsync(
        string remove, string entries, int space, Action<byte[], Action<long>> hashesOf)
    {
        int removed;
        do
        {
            removed = await database.TransactAsync(
                async connection =>
                {
                    var rows = await connection.ReadAsync(
                        remove,
                        row => (Key: row.GetInt64(0), Record: row.GetFieldValue<byte[]>(1)),
                        clock.After(-options.Retention),
                        clock.After(options.Retention),
                        options.MaxFinished);
                    if (rows.Count > 0)
                    {
                        var (hashes, keys) = (new List<long>(), new List<long>());
                        foreach (var row in rows)
                        {
                            try
                            {
                                hashesOf(row.Record, hash =>
                                {
                                    hashes.Add(hash);
                                    keys.Add(row.Key);
                                });
                            }
                            catch (DamagedRecordException)
                            {
                                // Its ids stay, and lead to nothing.
                            }
                        }

                        await connection.RunAsync(PostgresIndexRows.ForgetIds, hashes.ToArray(), keys.ToArray(), space);
                        var gone = rows.Select(row => row.Key).ToArray();
                        await connection.RunAsync($"DELETE FROM journal.{entries} WHERE key = ANY ($1)", gone);
                        if (space == 0)
                        {
                            await connection.RunAsync(PostgresIndexRows.ForgetRepublished, gone);
                            await connection.RunAsync(PostgresDuplicates.Forget, gone);
                        }
                    }

                    return rows.Count;
                },
                default);
        }
        while (removed == Chunk);
    }

    private async Task DiscardExpiredAsync()
    {
        List<long> ended;
        do
        {
            var (now, before) = (clock.Now, clock.After(-options.DeadLetterRetention));
            ended = await acts.WatchAsync(database.TransactAsync(
                async connection =>
                {
                    var keys = await connection.ReadAsync(
                        "SELECT id FROM journal.dead_letters WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED",
                        row => row.GetInt64(0),
                        before,
                        DeadLetterChunk);
                    var reason = AuditText.ExpiredReason(options.DeadLetterRetention);
                    await acts.DiscardAsync(connection, keys, reason);
                    keys.AddRange(await acts.DiscardHandOversBeforeAsync(
                        connection, before, DeadLetterChunk, reason));
                    if (keys.Count > 0)
                    {
                        await connection.RunAsync(
                            PostgresAudit.Insert,
                            PostgresAudit.Parameters(
                                AuditText.Expired(
                                    keys.Count, options.DeadLetterRetention, clock.Time.GetUtcNow()),
                                now));
                    }

                    return keys;
                },
                default));
            acts.Done(ended, replayed: false);
        }
        while (ended.Count >= DeadLetterChunk);
    }

    private async Task RemoveOthersAsync()
    {
        await database.ExecuteAsync(
            "DELETE FROM journal.activity WHERE minute < $1", default, Ago(ActivityCounts.Retention));
        await database.ExecuteAsync("DELETE FROM journal.audit WHERE at < $1", default, Ago(AuditText.Retention));
        await database.ExecuteAsync(PostgresDuplicates.RemoveOrphans, default);
        await database.ExecuteAsync(
            "DELETE FROM journal.audit WHERE id <= (SELECT id FROM journal.audit ORDER BY id DESC LIMIT 1) - $1", default,
            (long)AuditText.MaxEntries);
        await database.ExecuteAsync(
            "DELETE FROM journal.job_keys WHERE job IN (SELECT id FROM journal.jobs WHERE ended IS NOT NULL)", default);
        // The last one stays: the next begins where it ended.
        await database.ExecuteAsync(
            "DELETE FROM journal.reconciliation_windows WHERE ends < $1 AND ends < (SELECT max(ends) FROM journal.reconciliation_windows)",
            default, Ago(options.Retention));
        await database.ExecuteAsync(
            "DELETE FROM journal.reconciliation_conversations WHERE win NOT IN (SELECT id FROM journal.reconciliation_windows)", default);
        await database.ExecuteAsync("DELETE FROM journal.jobs WHERE ended < $1", default, Ago(AuditText.JobRetention));
        await database.ExecuteAsync(
            "DELETE FROM journal.index_anomaly_counts WHERE slot < $1", default,
            Ago(options.Retention) / AnomalySlots.Length);
        await ForgetGroupsAsync();

        long Ago(TimeSpan age) => clock.After(-age);
    }

    // The groups of which no anomaly is counted any more. Nobody adds to a group while it goes.
    private async Task ForgetGroupsAsync()
    {
        const string Empty =
            "NOT EXISTS (SELECT FROM journal.index_anomaly_counts c WHERE c.grp = ANY (ARRAY[g.id]))";
        if ((await database.QueryAsync(
            $"SELECT EXISTS (SELECT FROM journal.index_anomaly_groups g WHERE {Empty})", row => row.GetBoolean(0),
            default))[0])
        {
            await database.TransactAsync(
                async connection =>
                {
                    await connection.RunAsync(
                        "LOCK TABLE journal.index_anomaly_groups IN SHARE ROW EXCLUSIVE MODE");
                    return await connection.RunAsync($"DELETE FROM journal.index_anomaly_groups g WHERE {Empty}");
                },
                default,
                isPromised: false);
        }
    }
}
