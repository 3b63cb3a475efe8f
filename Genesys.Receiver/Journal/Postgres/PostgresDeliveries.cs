using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The statements about open deliveries. A lease is a token on the row, and due is its end.</summary>
internal sealed class PostgresDeliveries(
    PostgresDatabase database, DamagedRows damaged, EndingDeliveries ending, JournalOptions options, Guid owner,
    JournalClock clock)
{
    private const string IsHeld = "d.id = ANY (ARRAY[h.id]) AND d.lease = h.lease";

    private const string Columns = """
        d.id, d.lease, d.round_count, d.first_round, d.record, d.rounds,
        EXISTS (SELECT FROM journal.resting r WHERE r.conversation = d.conversation AND d.conversation <> 0 AND r.at + 0 > d.received)
        """;

    // The oldest due delivery of each conversation that no lease holds. A row that another receiver is leasing at this
    // moment is skipped, and what is behind it in its conversation isn't the oldest. Whether a conversation rests is
    // looked up for each: joined, all rests were read for each delivery.
    private const string TakeDue = $"""
        UPDATE journal.deliveries d SET lease = $4, owner = $5, inline = false, due = $3 WHERE id = ANY (ARRAY(
            SELECT id FROM journal.deliveries c
            WHERE c.due <= $1 AND (c.conversation = 0 OR NOT coalesce(
                (SELECT r.at > $1 AND r.at <= $6 FROM journal.resting r WHERE r.conversation = c.conversation), false)
            AND NOT EXISTS (
                SELECT FROM journal.deliveries o WHERE o.conversation = c.conversation AND o.conversation <> 0 AND o.id <> c.id
                AND ((o.lease IS NOT NULL AND o.due > $1) OR (o.due <= $1 AND (o.due, o.id) < (c.due, c.id)))))
            ORDER BY c.due, c.id LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING {Columns}
        """;

    // In the order of the index by conversation: in that of keys, all open deliveries were read for each.
    private const string TakeConversations = $"""
        UPDATE journal.deliveries d SET lease = $5, owner = $6, inline = false, due = $4 WHERE id = ANY (ARRAY(
            SELECT o.id FROM unnest($1, $3) AS i (conversation, most), LATERAL (
                SELECT id FROM journal.deliveries WHERE conversation = i.conversation AND conversation <> 0 AND (lease IS NULL OR due <= $2)
                ORDER BY due, id LIMIT i.most FOR UPDATE SKIP LOCKED) o))
        RETURNING {Columns}, d.conversation
        """;

    // The next one that is due, or the next lease or rest that ends. As a minimum it may be looked for in all of them.
    private const string NextDue = """
        SELECT least(
            (SELECT due FROM journal.deliveries WHERE due > $1 ORDER BY due LIMIT 1),
            (SELECT at FROM journal.resting WHERE at > $1 AND at <= $2 ORDER BY at LIMIT 1))
        """;

    private const string RenewHeld = $"""
        UPDATE journal.deliveries d SET due = $3 FROM ({PostgresStatements.Held}) h WHERE {IsHeld} RETURNING d.id
        """;

    // Rests in one order: two receivers that wrote the same ones in another order would lock each other out.
    private const string Finish = $"""
        WITH gone AS (
            DELETE FROM journal.deliveries d USING unnest($1, $2, $4, $5) AS h (id, lease, line, rest) WHERE {IsHeld}
            RETURNING d.id, d.conversation, d.rounds, d.record, d.since, h.line, h.rest),
        resting AS (
            INSERT INTO journal.resting (conversation, at)
            SELECT conversation, max(rest) FROM gone WHERE conversation <> 0 AND rest <> 0 GROUP BY conversation ORDER BY conversation
            ON CONFLICT (conversation) DO UPDATE SET at = excluded.at),
        {HandOverStatements.Keep},
        ended AS (
            INSERT INTO journal.finished (id, at, rounds, record, kept)
            SELECT id, greatest($3, since + 1), coalesce(rounds, '') || line, CASE WHEN $6 = 0 THEN {PostgresStatements.WithoutPayload} ELSE record END,
                nullif($6, 0)
            FROM gone
            ON CONFLICT (id) DO NOTHING)
        SELECT id, id IN (SELECT id FROM kept) FROM gone
        """;

    private static readonly string EndAttempt = $"""
        UPDATE journal.deliveries d SET lease = NULL, owner = NULL, inline = false, due = $3, round_count = round_count + 1,
            first_round = coalesce(first_round, $4), rounds = coalesce(rounds, '') || h.line
        FROM ({PostgresStatements.HeldWithLines("$5")}) h WHERE {IsHeld} RETURNING d.id
        """;

    private const string GiveBack = $"""
        UPDATE journal.deliveries d SET lease = NULL, owner = NULL, inline = false, due = coalesce(nullif($3, 0), least(d.received, $4))
        FROM ({PostgresStatements.Held}) h WHERE {IsHeld}
        """;

    private const string DeadLetter = """
        WITH gone AS (DELETE FROM journal.deliveries d WHERE d.id = $1 AND d.lease = $2 RETURNING d.*),
        unknown AS (DELETE FROM journal.known_events k USING gone WHERE k.event = ANY (ARRAY[gone.event]) AND k.id = gone.id),
        dead AS (
            INSERT INTO journal.dead_letters (id, at, round_count, rounds, record)
            SELECT id, greatest($3, since + 1), round_count + 1, coalesce(rounds, '') || $4, record FROM gone),
        told AS (INSERT INTO journal.anomalies (id, received, record) OVERRIDING SYSTEM VALUE SELECT $7, $5, $6 FROM gone)
        SELECT id, false FROM gone
        """;

    private const string Remove = """
        WITH gone AS (DELETE FROM journal.deliveries d WHERE d.id = $1 AND d.lease = $2 RETURNING d.id, d.event),
        unknown AS (DELETE FROM journal.known_events k USING gone WHERE k.event = ANY (ARRAY[gone.event]) AND k.id = gone.id)
        SELECT id FROM gone
        """;

    /// <summary>A rest that is longer than any can be was written by a clock that was wrong.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private long LeaseEnd => clock.After(options.LeaseDuration);

    /// <summary>
    /// Leases those that are due, of which there may be more when there were as many as was asked for, and finds the
    /// moment at which the next one is; null when none waits.
    /// </summary>
    public async ValueTask<(IReadOnlyList<LeasedDelivery> Taken, bool MayBeMore, long? Next)> TakeAsync(
        int max, CancellationToken cancellationToken)
    {
        var (now, longestRest) = (clock.Now, clock.After(LongestRest));
        return await database.LeaseAsync(
            async reader =>
            {
                var rows = await PostgresDatabase.ReadAsync(
                    reader, damaged.LeaveOut("delivery", Read), cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                var next = await PostgresDatabase.ReadAsync(reader, row => row.NumberOrNull(0), cancellationToken);
                return ((IReadOnlyList<LeasedDelivery>)InOrder(rows), rows.Count == max, next[0]);
            },
            cancellationToken,
            (TakeDue, [now, max, LeaseEnd, NewLease(), owner, longestRest]),
            (NextDue, [now, longestRest]));
    }

    /// <summary>Leases the others of conversations, of each so many at most; returns them by conversation.</summary>
    public async Task<ILookup<long, LeasedDelivery>> TakeConversationsAsync(
        IReadOnlyList<(long Conversation, int Most)> wanted)
    {
        var read = damaged.LeaveOut("delivery", Read);
        var taken = await database.LeaseAsync(
            async reader => await PostgresDatabase.ReadAsync(
                reader, row => (Conversation: row.GetInt64(7), Delivery: read(row)), default),
            default,
            (TakeConversations,
                [
                    wanted.Select(one => one.Conversation).ToArray(), clock.Now,
                    wanted.Select(one => one.Most).ToArray(), LeaseEnd, NewLease(), owner]));
        return taken.Where(one => one.Delivery is not null).OrderBy(one => one.Delivery!.Key)
            .ToLookup(one => one.Conversation, one => one.Delivery!);
    }

    public async ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        await database.LeaseAsync(
            reader => PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), cancellationToken),
            cancellationToken,
            (RenewHeld, [Keys(deliveries), Leases(deliveries), LeaseEnd]));

    /// <summary>Finishes what several fetches end, with their hand-overs; returns what was finished.</summary>
    public ValueTask<List<long>> FinishAsync(IReadOnlyList<FinishedDeliveries> finished) => ending.RunAsync(
        [.. finished.Select(one => (one.Deliveries, one.HandOvers))], (Finish, FinishParameters(finished)), default);

    /// <summary>Ends an attempt that failed; returns of which deliveries.</summary>
    public ValueTask<List<long>> EndAttemptAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            EndAttempt,
            row => row.GetInt64(0),
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
    /// Makes a dead letter of a delivery; returns the key of its anomaly, null when its lease isn't held.
    /// </summary>
    public async ValueTask<long?> DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, PostgresRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        var key = (await database.QueryAsync(
            "SELECT nextval('journal.anomalies_id_seq')", row => row.GetInt64(0), cancellationToken))[0];
        var dead = await ending.RunAsync(
            [([delivery], handOvers)],
            (DeadLetter,
                [
                    delivery.Key, delivery.Lease, clock.Now, AttemptHistory.Write(attempt.Of(delivery)),
                    anomaly.Received, anomaly.Bytes, key]),
            cancellationToken);
        return dead.Count == 0 ? null : key;
    }

    /// <summary>Removes a delivery without a trace, and ends what it would have handed over.</summary>
    /// <returns>How many hand-overs were ended.</returns>
    public async ValueTask<int> RemoveAsync(LeasedDelivery delivery, CancellationToken cancellationToken) =>
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

    private object[] FinishParameters(IReadOnlyList<FinishedDeliveries> finished) =>
    [
        finished.SelectMany(one => Keys(one.Deliveries)).ToArray(),
        finished.SelectMany(one => Leases(one.Deliveries)).ToArray(),
        clock.Now,
        finished.SelectMany(one => Lines(one.Deliveries, one.Attempt)).ToArray(),
        finished.SelectMany(one => one.Deliveries.Select(_ => one.RestsUntil)).ToArray(),
        clock.KeptUntil(options) ?? 0,
    ];

    private static long NewLease() => Random.Shared.NextInt64(1, long.MaxValue);

    private static long[] Keys(IReadOnlyList<LeasedDelivery> deliveries) =>
        [.. deliveries.Select(delivery => delivery.Key)];

    private static long[] Leases(IReadOnlyList<LeasedDelivery> deliveries) =>
        [.. deliveries.Select(delivery => delivery.Lease)];

    private static string[] Lines(IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt) =>
        [.. deliveries.Select(delivery => AttemptHistory.Write(attempt.Of(delivery)))];

    private static List<LeasedDelivery> InOrder(List<LeasedDelivery?> rows) =>
        [.. rows.OfType<LeasedDelivery>().OrderBy(one => one.Key)];

    private static LeasedDelivery Read(NpgsqlDataReader row) => new()
    {
        Key = row.GetInt64(0),
        Lease = row.GetInt64(1),
        Attempts = row.GetInt32(2),
        FirstAttemptAt = row.MomentOrNull(3),
        Record = DeliveryCodec.Read(row.GetFieldValue<byte[]>(4)),
        LastAttemptAt = AttemptHistory.LastEnd(row.TextOrNull(5)),
        HasRested = row.GetBoolean(6),
    };
}
