using System.Buffers.Binary;
using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What an operator's job does to deliveries, many at once, inside a transaction.</summary>
internal sealed class PostgresActs(
    PostgresNotices notices, DamagedRows damaged, PostgresChanges changes, HandedOverCleaning cleaning,
    JournalClock clock)
{
    private const string ReadReplayable = """
        SELECT id, record FROM journal.dead_letters WHERE id = ANY ($1)
        UNION ALL SELECT id, record FROM journal.finished WHERE id = ANY ($1) AND kept + 0 IS NOT NULL AND discarded IS NULL
        """;

    // Since when it is open: later than it was anything else, whatever the clocks of receivers say, for the search
    // index keeps what is later.
    private const string Replay = """
        WITH input AS (SELECT * FROM unnest($1, $2, $3, $4) AS i (id, received, conversation, event)),
        dead AS (DELETE FROM journal.dead_letters d USING input i WHERE d.id = ANY (ARRAY[i.id]) RETURNING d.id, d.at, d.rounds, d.record),
        kept AS (
            DELETE FROM journal.finished f USING input i WHERE f.id = ANY (ARRAY[i.id]) AND f.kept + 0 IS NOT NULL AND f.discarded IS NULL
            RETURNING f.id, f.at, f.rounds, f.record),
        gone AS (SELECT * FROM dead UNION ALL SELECT * FROM kept),
        known AS (INSERT INTO journal.known_events (event, id, at) SELECT event, id, $5 FROM input JOIN gone USING (id) ON CONFLICT DO NOTHING)
        INSERT INTO journal.deliveries (id, received, due, conversation, rounds, event, record, since)
        SELECT id, i.received, least(i.received, $5), i.conversation, g.rounds, i.event, g.record, greatest($5, g.at + 1) FROM gone g JOIN input i USING (id)
        RETURNING id
        """;

    private const string Discard = $"""
        WITH gone AS (DELETE FROM journal.dead_letters WHERE id = ANY ($1) RETURNING id, at, rounds, record),
        {HandOverStatements.Keep}
        INSERT INTO journal.finished (id, at, discarded, rounds, record)
        SELECT id, greatest($2, at + 1), $3, rounds, {PostgresStatements.WithoutPayload} FROM gone RETURNING id
        """;

    private const string ReadAny = """
        SELECT id, record FROM journal.deliveries WHERE id = ANY ($1)
        UNION ALL SELECT id, record FROM journal.dead_letters WHERE id = ANY ($1)
        UNION ALL SELECT id, record FROM journal.finished WHERE id = ANY ($1)
        """;

    private const string Erase = """
        WITH input AS (SELECT * FROM unnest($1, $2) AS i (id, record)),
        open AS (DELETE FROM journal.deliveries d USING input i WHERE d.id = ANY (ARRAY[i.id]) RETURNING d.id, d.rounds),
        dead AS (DELETE FROM journal.dead_letters d USING input i WHERE d.id = ANY (ARRAY[i.id]) RETURNING d.id, d.rounds),
        ended AS (UPDATE journal.finished f SET record = i.record, kept = NULL FROM input i WHERE f.id = ANY (ARRAY[i.id]) RETURNING f.id),
        moved AS (
            INSERT INTO journal.finished (id, at, discarded, rounds, record)
            SELECT g.id, $3, $4, g.rounds, i.record FROM (SELECT * FROM open UNION ALL SELECT * FROM dead) g JOIN input i USING (id) RETURNING id)
        SELECT id FROM ended UNION ALL SELECT id FROM moved
        """;

    // Before their hand-overs in all that takes both: two jobs would lock each other out.
    private const string LockDeadLetters =
        "SELECT id FROM journal.dead_letters WHERE id = ANY ($1) ORDER BY id FOR UPDATE";

    // Whoever changes one of them at this moment ends first, or finds it gone. Each is a statement of its own, and what
    // erases comes after: a statement sees what was committed before it began, however long it waited for a row.
    private static readonly string[] Locks =
    [
        "SELECT FROM journal.deliveries WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
        LockDeadLetters,
        "SELECT FROM journal.hand_overs WHERE delivery = ANY ($1) AND state IN (0, 2) ORDER BY id + 0 FOR UPDATE",
    ];

    /// <summary>Does a job's action to deliveries; returns to which.</summary>
    public async Task<List<long>> DoAsync(NpgsqlConnection connection, Job job, List<long> keys) =>
        keys.Count == 0 ? [] : job.Action switch
        {
            JobAction.Replay when job.Destination is not null =>
                await ReplayHandOversAsync(connection, keys, job.Destination),
            JobAction.Replay => await ReplayAllAsync(connection, keys),
            JobAction.Discard when job.Destination is not null =>
                await DiscardHandOversAsync(connection, keys, job.Destination, job.Reason),
            JobAction.Discard => await DiscardAllAsync(connection, keys, job.Reason),
            JobAction.Fetch =>
                await connection.ReadAsync(
                    PostgresReconciliation.Ask, row => row.GetInt64(0), keys.ToArray(), clock.Now),
            _ => await EraseAsync(connection, keys),
        };

    /// <summary>Waits for the transaction in which deliveries are changed.</summary>
    public ValueTask<T> WatchAsync<T>(ValueTask<T> transaction) => changes.WatchAsync(transaction);

    /// <summary>To be called after the commit: tells those who wait.</summary>
    public void Done(List<long> keys, bool replayed)
    {
        changes.Changed(keys);
        cleaning.Add(keys);
        if (replayed && keys.Count > 0)
        {
            notices.Send(deliveries: true, anomalies: false);
            notices.SendHandOvers();
        }
    }

    /// <summary>Ends dead letters with a reason, without their payloads.</summary>
    public async Task<List<long>> DiscardAsync(NpgsqlConnection connection, List<long> keys, string reason) =>
        await connection.ReadAsync(Discard, row => row.GetInt64(0), keys.ToArray(), clock.Now, reason);

    /// <summary>Puts dead letters, and finished ones whose payload is kept, back under their keys.</summary>
    private async Task<List<long>> ReplayAsync(NpgsqlConnection connection, List<long> keys)
    {
        var records = (await ReadAsync(connection, ReadReplayable, keys)).Where(one => one.Record.NeedsProcessing)
            .ToList();
        return await connection.ReadAsync(
            Replay,
            row => row.GetInt64(0),
            records.Select(one => one.Id).ToArray(),
            records.Select(one => one.Record.ReceivedAt.ToUnixTimeMilliseconds()).ToArray(),
            records.Select(
                one => DedupeKey.OfConversation(one.Record.Delivery.Account, one.Record.Delivery.ConversationId))
                    .ToArray(),
            records.Select(one => EventOf(one.Record)).ToArray(),
            clock.Now);
    }

    /// <summary>
    /// Ends dead letters of hand-overs that failed before a moment, at most so many; returns of which deliveries.
    /// </summary>
    public async Task<List<long>> DiscardHandOversBeforeAsync(
        NpgsqlConnection connection, long at, int max, string reason) =>
        await connection.ReadAsync(
            HandOverStatements.DiscardBefore, row => row.GetInt64(0), at, clock.Now, reason, (long)max);

    // To one destination, '' for all; these return of which deliveries.
    private async Task<List<long>> ReplayHandOversAsync(
        NpgsqlConnection connection, IEnumerable<long> keys, string destination)
    {
        var deliveries = keys.ToArray();
        await connection.RunAsync(HandOverStatements.LockDeadLetters, deliveries, HandOverBatch.Groups);
        return await connection.ReadAsync(
            HandOverStatements.Replay, row => row.GetInt64(0), deliveries, clock.Now, destination);
    }

    private async Task<List<long>> DiscardHandOversAsync(
        NpgsqlConnection connection, IEnumerable<long> keys, string destination, string reason) =>
        [
            .. (await connection.ReadAsync(
                HandOverStatements.Discard, row => row.GetInt64(0), keys.ToArray(), clock.Now, reason,
                destination)).Distinct()];

    private async Task<List<long>> DiscardAllAsync(NpgsqlConnection connection, List<long> keys, string reason)
    {
        await connection.RunAsync(LockDeadLetters, keys.ToArray());
        var handOvers = await DiscardHandOversAsync(connection, keys, "", reason);
        return [.. handOvers.Union(await DiscardAsync(connection, keys, reason))];
    }

    // One whose fetch is replayed gets its conversation then: what would be handed over without it ends.
    private async Task<List<long>> ReplayAllAsync(NpgsqlConnection connection, List<long> keys)
    {
        var dead = await connection.ReadAsync(LockDeadLetters, row => row.GetInt64(0), keys.ToArray());
        await connection.RunAsync(HandOverStatements.Supersede, dead.ToArray(), clock.Now, HandOverReasons.Superseded);
        var handedOver = await ReplayHandOversAsync(connection, keys, "");
        var replayed = await ReplayAsync(connection, [.. keys.Except(handedOver.Except(dead))]);
        return [.. handedOver.Union(replayed)];
    }

    private async Task<List<long>> EraseAsync(NpgsqlConnection connection, List<long> keys)
    {
        foreach (var rows in Locks)
        {
            await connection.RunAsync(rows, keys.ToArray());
        }

        await connection.RunAsync(HandOverStatements.Erase, keys.ToArray(), clock.Now, EndReasons.Erased);
        await connection.RunAsync(PostgresDuplicates.Forget, keys.ToArray());
        var records = await ReadAsync(connection, ReadAny, keys);
        var hashes = records.Where(one => one.Record.Delivery.ConversationId is not null).ToList();
        await connection.RunAsync(
            PostgresIndexRows.ForgetIds,
            hashes.Select(one => SearchHash.Of(SearchId.Conversation, one.Record.Delivery.ConversationId!.Value.Value))
                .ToArray(),
            hashes.Select(one => one.Id).ToArray(),
            0);
        return await connection.ReadAsync(
            Erase,
            row => row.GetInt64(0),
            records.Select(one => one.Id).ToArray(),
            records.Select(one => WithoutConversation(one.Record)).ToArray(),
            clock.Now,
            EndReasons.Erased);
    }

    private async Task<List<(long Id, DeliveryRecord Record)>> ReadAsync(
        NpgsqlConnection connection, string sql, List<long> keys)
    {
        var read = damaged.LeaveOut("delivery", row => DeliveryCodec.Read(row.GetFieldValue<byte[]>(1)));
        var rows = await connection.ReadAsync(sql, row => (Id: row.GetInt64(0), Record: read(row)), keys.ToArray());
        return [.. rows.Where(one => one.Record is not null).Select(one => (one.Id, one.Record!))];
    }

    private static byte[] EventOf(DeliveryRecord record)
    {
        var key = new byte[DedupeKey.Size];
        BinaryPrimitives.WriteUInt128BigEndian(key, DedupeKey.Of(record.Delivery));
        return key;
    }

    private static byte[] WithoutConversation(DeliveryRecord record)
    {
        var writer = new RecordWriter();
        var erased = record.Delivery with { ConversationId = null, BusinessKey = null, Payload = default };
        DeliveryCodec.Write(writer, record with { Delivery = erased });
        return writer.Written.ToArray();
    }
}
