using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Validation;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The statements about open deliveries. A lease is a token on the row, and due is its end.</summary>
internal sealed class PostgresDeliveries(
    PostgresDatabase database, EndingDeliveries ending, JournalOptions options, Guid owner, JournalClock clock)
{
    private const string Columns = """
        d.id, d.lease, d.round_count, d.first_round, d.record, d.rounds,
        EXISTS (SELECT FROM journal.resting r WHERE r.conversation = d.conversation AND d.conversation <> 0 AND r.at > d.received)
        """;

    // The oldest due delivery of each conversation that no lease holds. A row that another receiver is leasing at this
    // moment is skipped, and what is behind it in its conversation isn't the oldest.
    private const string TakeDue = $"""
        UPDATE journal.deliveries d SET lease = $4, owner = $5, inline = false, due = $3 WHERE id IN (
            SELECT id FROM journal.deliveries c
            WHERE c.due <= $1 AND (c.conversation = 0 OR NOT EXISTS (
                SELECT FROM journal.deliveries o WHERE o.conversation = c.conversation AND o.conversation <> 0 AND o.id <> c.id
                AND ((o.lease IS NOT NULL AND o.due > $1) OR (o.due <= $1 AND (o.due, o.id) < (c.due, c.id)))))
            AND NOT EXISTS (SELECT FROM journal.resting r WHERE r.conversation = c.conversation AND r.at > $1 AND r.at <= $6)
            ORDER BY c.due, c.id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING {Columns}
        """;

    private const string TakeConversation = $"""
        UPDATE journal.deliveries d SET lease = $5, owner = $6, inline = false, due = $4 WHERE id IN (
            SELECT id FROM journal.deliveries WHERE conversation = $1 AND conversation <> 0 AND (lease IS NULL OR due <= $2)
            ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING {Columns}
        """;

    // The next one that is due, or the next lease or rest that ends.
    private const string NextDue = """
        SELECT least(
            (SELECT min(due) FROM journal.deliveries WHERE due > $1),
            (SELECT min(at) FROM journal.resting WHERE at > $1 AND at <= $2))
        """;

    private const string RenewHeld = $"""
        UPDATE journal.deliveries d SET due = $3 FROM ({PostgresStatements.Held}) h WHERE d.id = h.id AND d.lease = h.lease RETURNING d.id
        """;

    private static readonly string Finish = $"""
        WITH gone AS (
            DELETE FROM journal.deliveries d USING ({PostgresStatements.HeldWithLines("$4")}) h WHERE d.id = h.id AND d.lease = h.lease
            RETURNING d.id, d.conversation, d.rounds, d.record, d.since, h.line),
        resting AS (
            INSERT INTO journal.resting (conversation, at) SELECT DISTINCT conversation, $5 FROM gone WHERE conversation <> 0 AND $5 <> 0
            ON CONFLICT (conversation) DO UPDATE SET at = excluded.at),
        {HandOverStatements.Keep}
        INSERT INTO journal.finished (id, at, rounds, record, kept)
        SELECT id, greatest($3, since + 1), coalesce(rounds, '') || line, CASE WHEN $6 = 0 THEN {PostgresStatements.WithoutPayload} ELSE record END,
            nullif($6, 0)
        FROM gone
        ON CONFLICT (id) DO NOTHING
        """;

    private static readonly string EndAttempt = $"""
        UPDATE journal.deliveries d SET lease = NULL, owner = NULL, inline = false, due = $3, round_count = round_count + 1,
            first_round = coalesce(first_round, $4), rounds = coalesce(rounds, '') || h.line
        FROM ({PostgresStatements.HeldWithLines("$5")}) h WHERE d.id = h.id AND d.lease = h.lease
        """;

    private const string GiveBack = $"""
        UPDATE journal.deliveries d SET lease = NULL, owner = NULL, inline = false, due = coalesce(nullif($3, 0), least(d.received, $4))
        FROM ({PostgresStatements.Held}) h WHERE d.id = h.id AND d.lease = h.lease
        """;

    private const string DeadLetter = """
        WITH gone AS (DELETE FROM journal.deliveries d WHERE d.id = $1 AND d.lease = $2 RETURNING d.*),
        unknown AS (DELETE FROM journal.known_events k USING gone WHERE k.event = gone.event AND k.id = gone.id),
        dead AS (
            INSERT INTO journal.dead_letters (id, at, round_count, rounds, record)
            SELECT id, greatest($3, since + 1), round_count + 1, coalesce(rounds, '') || $4, record FROM gone)
        INSERT INTO journal.anomalies (id, received, record) OVERRIDING SYSTEM VALUE SELECT $7, $5, $6 FROM gone
        """;

    private const string Remove = """
        WITH gone AS (DELETE FROM journal.deliveries d WHERE d.id = $1 AND d.lease = $2 RETURNING d.id, d.event),
        unknown AS (DELETE FROM journal.known_events k USING gone WHERE k.event = gone.event AND k.id = gone.id)
        SELECT id FROM gone
        """;

    /// <summary>A rest that is longer than any can be was written by a clock that was wrong.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private long LeaseEnd => clock.After(options.LeaseDuration);

    /// <summary>
    /// Leases those that are due, and finds the moment at which the next one is; null when none waits.
    /// </summary>
    public async ValueTask<(IReadOnlyList<LeasedDelivery> Taken, long? Next)> TakeAsync(
        int max, CancellationToken cancellationToken)
    {
        var (now, longestRest) = (clock.Now, clock.After(LongestRest));
        return await LeaseAsync(
            async reader =>
            {
                var taken = InOrder(await PostgresDatabase.ReadAsync(reader, Read, cancellationToken));
                await reader.NextResultAsync(cancellationToken);
                var next = await PostgresDatabase.ReadAsync(
                    reader, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), cancellationToken);
                return ((IReadOnlyList<LeasedDelivery>)taken, next[0]);
            },
            cancellationToken,
            (TakeDue, [now, max, LeaseEnd, NewLease(), owner, longestRest]),
            (NextDue, [now, longestRest]));
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> TakeConversationAsync(
        string account, ConversationId conversationId, int max, CancellationToken cancellationToken) =>
        LeaseAsync<IReadOnlyList<LeasedDelivery>>(
            async reader => InOrder(await PostgresDatabase.ReadAsync(reader, Read, cancellationToken)),
            cancellationToken,
            (TakeConversation,
                [DedupeKey.OfConversation(account, conversationId), clock.Now, max, LeaseEnd, NewLease(), owner]));

    public async ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            RenewHeld, row => row.GetInt64(0), cancellationToken, Keys(deliveries), Leases(deliveries), LeaseEnd);

    public ValueTask FinishAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest, NewHandOvers? handOvers,
        CancellationToken cancellationToken) =>
        ending.RunAsync(
            deliveries,
            handOvers,
            (Finish,
            [
                Keys(deliveries), Leases(deliveries), clock.Now, Lines(deliveries, attempt),
                rest > TimeSpan.Zero ? clock.After(rest) : 0L,
                KeptUntil(options, clock),
            ]),
            cancellationToken);

    public ValueTask EndAttemptAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            EndAttempt,
            cancellationToken,
            Keys(deliveries),
            Leases(deliveries),
            clock.Of(dueAt),
            attempt.StartedAt.ToUnixTimeMilliseconds(),
            Lines(deliveries, attempt));

    public ValueTask GiveBackAsync(
        IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            GiveBack, cancellationToken, Keys(deliveries), Leases(deliveries), dueAt is { } at ? clock.Of(at) : 0L,
            clock.Now);

    /// <summary>
    /// Makes a dead letter of a delivery; returns the key of its anomaly, of which there is none when its lease isn't
    /// held.
    /// </summary>
    public async ValueTask<long> DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, PostgresRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        var key = (await database.QueryAsync(
            "SELECT nextval('journal.anomalies_id_seq')", row => row.GetInt64(0), cancellationToken))[0];
        await ending.RunAsync(
            [delivery],
            handOvers,
            (DeadLetter,
                [
                    delivery.Key, delivery.Lease, clock.Now, AttemptHistory.Write(attempt.Of(delivery)),
                    anomaly.Received, anomaly.Bytes, key]),
            cancellationToken);
        return key;
    }

    /// <summary>Removes a delivery without a trace, and ends what it would have handed over.</summary>
    public async ValueTask RemoveAsync(LeasedDelivery delivery, CancellationToken cancellationToken) =>
        await database.TransactAsync(
        async connection =>
        {
            var gone = await connection.ReadAsync(Remove, row => row.GetInt64(0), delivery.Key, delivery.Lease);
            return gone.Count == 0
                ? 0
                : await connection.RunAsync(HandOverStatements.Erase, gone.ToArray(), clock.Now, EndReasons.Forgotten);
        },
        cancellationToken);

    /// <summary>Makes due at once what a clock that was ahead has put off further than anything can be.</summary>
    public ValueTask BringForwardAsync() =>
        database.ExecuteAsync(
            "UPDATE journal.deliveries SET due = $1, lease = NULL, owner = NULL, inline = false WHERE due > $2",
            default, clock.Now, clock.LatestDue);

    /// <summary>Gives back everything that this receiver holds: it stops.</summary>
    public ValueTask GiveBackAllAsync() =>
        database.ExecuteAsync(
            "UPDATE journal.deliveries SET lease = NULL, owner = NULL, inline = false, due = least(received, $2) WHERE owner = $1", default, owner, clock.Now);

    /// <summary>Until when the payload of one that is finished now is kept; 0 when it goes at once.</summary>
    public static long KeptUntil(JournalOptions options, JournalClock clock) =>
        options.PayloadRetention > TimeSpan.Zero ? clock.After(options.PayloadRetention) : 0L;

    // A lease promises nothing to anyone: one that a crash of the server takes is as one that has run out. So it
    // doesn't wait for the disk.
    private ValueTask<T> LeaseAsync<T>(
        Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken,
        params (string Sql, object[] Parameters)[] statements) =>
        database.UseAsync(
            async connection =>
            {
                await using var batch = PostgresDatabase.Batch(
                    connection, [(PostgresStatements.Unpromised, []), .. statements]);
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                return await read(reader);
            },
            cancellationToken);

    private static long NewLease() => Random.Shared.NextInt64(1, long.MaxValue);

    private static long[] Keys(IReadOnlyList<LeasedDelivery> deliveries) =>
        [.. deliveries.Select(delivery => delivery.Key)];

    private static long[] Leases(IReadOnlyList<LeasedDelivery> deliveries) =>
        [.. deliveries.Select(delivery => delivery.Lease)];

    private static string[] Lines(IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt) =>
        [.. deliveries.Select(delivery => AttemptHistory.Write(attempt.Of(delivery)))];

    private static List<LeasedDelivery> InOrder(List<LeasedDelivery> deliveries)
    {
        deliveries.Sort((one, other) => one.Key.CompareTo(other.Key));
        return deliveries;
    }

    private static LeasedDelivery Read(NpgsqlDataReader row) => new()
    {
        Key = row.GetInt64(0),
        Lease = row.GetInt64(1),
        Attempts = row.GetInt32(2),
        FirstAttemptAt = row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        Record = DeliveryCodec.Read(row.GetFieldValue<byte[]>(4)),
        LastAttemptAt = AttemptHistory.LastEnd(row.IsDBNull(5) ? null : row.GetString(5)),
        HasRested = row.GetBoolean(6),
    };
}
