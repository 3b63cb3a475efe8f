namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// What is said to the database about hand-overs. state: 0 waiting, 1 delivered, 2 dead letter, 3 discarded; only one
/// that waits has a lease. Each statement that changes a state adds a row to the counts: they are summed when they are
/// read, so that no transaction waits for another's.
/// </summary>
internal static class HandOverStatements
{
    /// <summary>
    /// A CTE that keeps the payloads of deliveries that leave the open ones or the dead letters (<c>gone</c>: id,
    /// record) and that a hand-over needs.
    /// </summary>
    public const string Keep = """
        kept AS (
            INSERT INTO journal.payloads (id, record) SELECT g.id, g.record FROM gone g
            WHERE EXISTS (SELECT FROM journal.hand_overs h WHERE h.delivery = ANY (ARRAY[g.id]) AND h.state IN (0, 2))
            ON CONFLICT (id) DO UPDATE SET record = excluded.record RETURNING id, octet_length(record) AS bytes, xmax = 0 AS fresh),
        kept_bytes AS (
            INSERT INTO journal.hand_over_counts (destination, bytes) SELECT 0, sum(bytes) FROM kept WHERE fresh HAVING count(*) > 0)
        """;

    /// <summary>
    /// Locks conversations for the order of recording, in groups; sorted, so that two transactions never wait for each
    /// other.
    /// </summary>
    public const string LockConversations = "SELECT pg_advisory_xact_lock(1196581750, g) FROM unnest($1) AS l (g)";

    /// <summary>
    /// The same for the dead letters of deliveries ($1), which get new places: $2 how many groups there are.
    /// </summary>
    public const string LockDeadLetters = """
        SELECT pg_advisory_xact_lock(1196581750, g) FROM (
            SELECT DISTINCT (h.conversation & ($2 - 1))::integer AS g FROM journal.hand_overs h JOIN journal.destinations d ON d.id = ANY (ARRAY[h.destination])
            WHERE h.delivery = ANY ($1) AND h.state = 2 AND h.conversation <> 0 AND d.in_order ORDER BY 1) AS l
        """;

    public const string Insert = """
        WITH fresh AS (
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, state, due, ended, reason, content, error, status, topic)
            SELECT nextval('journal.hand_over_ids'), i.destination, i.delivery, i.conversation, (i.in_order OR d.in_order) AND i.conversation <> 0, $7,
                i.state, CASE WHEN i.state = 0 THEN $7 END, CASE WHEN i.state <> 0 THEN $7 END, CASE WHEN i.state <> 0 THEN $8 END,
                nullif(i.content, 0), i.error,
                CASE WHEN i.state <> 0 THEN 0 END, i.topic
            FROM unnest($1, $2, $3, $4, $5, $6, $9, $10) WITH ORDINALITY AS i (delivery, destination, conversation, in_order, state, content, topic, error, place)
            JOIN journal.destinations d ON d.id = ANY (ARRAY[i.destination]) ORDER BY i.place
            RETURNING destination, state)
        INSERT INTO journal.hand_over_counts (destination, waiting, dead_letters)
        SELECT destination, count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 2) FROM fresh GROUP BY destination
        """;

    public const string InsertPayloads = """
        WITH kept AS (
            INSERT INTO journal.payloads (id, record) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING RETURNING octet_length(record) AS bytes)
        INSERT INTO journal.hand_over_counts (destination, bytes) SELECT 0, sum(bytes) FROM kept HAVING count(*) > 0
        """;

    public const string InsertContents = """
        WITH kept AS (INSERT INTO journal.contents (id, record) SELECT * FROM unnest($1, $2) RETURNING octet_length(record) AS bytes)
        INSERT INTO journal.hand_over_counts (destination, bytes) SELECT 0, sum(bytes) FROM kept
        """;

    public const string InsertOperatorEvent = """
        WITH key AS (SELECT -nextval('journal.hand_over_ids') AS id),
        payload AS (INSERT INTO journal.payloads (id, record) SELECT id, $1 FROM key RETURNING octet_length(record) AS bytes),
        fresh AS (
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, due)
            SELECT nextval('journal.hand_over_ids'), d, key.id, 0, false, $3, $3 FROM key, unnest($2) AS d RETURNING 1)
        INSERT INTO journal.hand_over_counts (destination, operator_events, bytes)
        SELECT 0, (SELECT count(*) FROM fresh), (SELECT bytes FROM payload)
        """;

    private const string IsHeld = "o.id = ANY (ARRAY[h.id]) AND o.lease = h.lease";

    private const string Due = "c.destination = $6 AND c.state = 0 AND c.due <= $1";

    private const string IsPaused =
        "EXISTS (SELECT FROM journal.destinations p WHERE p.id = $6 AND p.paused_at IS NOT NULL)";

    private const string IsFirst = """
        (NOT c.in_order OR NOT EXISTS (
            SELECT FROM journal.hand_overs o WHERE o.destination = c.destination AND o.conversation = c.conversation AND o.state = 0 AND o.in_order
            AND o.id < c.id))
        """;

    /// <summary>
    /// Those that are due, oldest first. One that another receiver is leasing at this moment is skipped, and what is
    /// behind it isn't the first.
    /// </summary>
    public static readonly string Take = TakeOf(Due);

    /// <summary>The same, of each conversation that is handed over in order its first alone.</summary>
    public static readonly string TakeInOrder = TakeOf($"{Due} AND {IsFirst}");

    public const string ReadContents = "SELECT id, record FROM journal.contents WHERE id = ANY ($1)";

    public const string Renew = $"""
        UPDATE journal.hand_overs o SET due = $3 FROM ({PostgresStatements.Held}) h
        WHERE {IsHeld} RETURNING o.id
        """;

    /// <summary>
    /// Ends those that are held ($1 their keys, $2 their leases): $3 their states, $4 reasons, $5 statuses, $6 lines of
    /// their histories, $7 topics; $8 when.
    /// </summary>
    public static readonly string EndHeld = EndOf("""
        meant AS (
            SELECT old.id, old.destination, old.delivery, old.content, h.state, h.reason, h.status, h.line, h.topic
            FROM journal.hand_overs old JOIN unnest($1, $2, $3, $4, $5, $6, $7) AS h (id, lease, state, reason, status, line, topic)
            ON old.id = ANY (ARRAY[h.id]) AND h.lease = old.lease FOR UPDATE OF old)
        """, "$8");

    public const string NoteFailure = """
        UPDATE journal.destinations SET failed_at = $2, failed_status = $3, failed_reason = $4 WHERE id = $1 AND coalesce(failed_at, 0) <= $2
        """;

    public static readonly string Reschedule = $"""
        UPDATE journal.hand_overs o SET lease = NULL, owner = NULL, due = $3, attempt_count = attempt_count + 1,
            first_attempt = coalesce(first_attempt, $4), attempts = coalesce(attempts, '') || h.line
        FROM ({PostgresStatements.HeldWithLines("$5")}) h WHERE {IsHeld}
        """;

    public const string GiveBack = $"""
        UPDATE journal.hand_overs o SET lease = NULL, owner = NULL, due = coalesce(nullif($3, 0), least(o.recorded, $4))
        FROM ({PostgresStatements.Held}) h WHERE {IsHeld}
        """;

    /// <summary>
    /// Locks those of a destination ($1, at most $2) that no lease holds, that were recorded before $3 and have been
    /// due since before ($4: now); gives their records.
    /// </summary>
    public static readonly string LockWaiting = LockOf("due < $3 AND (lease IS NULL OR due <= $4)");

    /// <summary>
    /// The same of those that have been due since a later moment: they were tried before, or their lease ran out. Reads
    /// all that are due.
    /// </summary>
    public static readonly string LockTried = LockOf("due >= $3 AND due <= $4");

    /// <summary>Ends those that are locked ($1 their keys): $2 the state, $3 the reason, $4 topics; $5 when.</summary>
    public static readonly string EndLocked = EndOf("""
        meant AS (
            SELECT old.id, old.destination, old.delivery, old.content, $2::smallint AS state, $3 AS reason, 0 AS status, '' AS line, i.topic
            FROM journal.hand_overs old JOIN unnest($1, $4) AS i (id, topic) ON old.id = ANY (ARRAY[i.id]))
        """, "$5");

    public const string NextDue =
        "SELECT due FROM journal.hand_overs WHERE destination = $1 AND state = 0 AND due > $2 ORDER BY due LIMIT 1";

    public const string States = """
        SELECT d.name, coalesce(c.waiting, 0)::bigint, coalesce(c.dead, 0)::bigint,
            (SELECT recorded FROM journal.hand_overs h WHERE h.destination = d.id AND h.state = 0 ORDER BY due, id LIMIT 1),
            paused_at, paused_by, paused_reason, failed_at, failed_status, failed_reason
        FROM journal.destinations d
        LEFT JOIN (SELECT destination, sum(waiting) AS waiting, sum(dead_letters) AS dead FROM journal.hand_over_counts GROUP BY destination) c
            ON c.destination = d.id
        ORDER BY d.name COLLATE "C"
        """;

    /// <summary>
    /// Gives some of those that wait for a destination ($1, at most $4, behind due $2 and key $3) their places; says up
    /// to which it came, and nothing when there was none.
    /// </summary>
    public const string PutInOrder = """
        WITH passed AS (
            SELECT id, due, conversation, in_order FROM journal.hand_overs WHERE destination = $1 AND state = 0 AND (due, id) > ($2, $3)
            ORDER BY due, id LIMIT $4),
        put AS (
            UPDATE journal.hand_overs o SET in_order = true FROM passed s WHERE o.id = ANY (ARRAY[s.id]) AND s.conversation <> 0 AND NOT s.in_order AND o.state = 0)
        SELECT due, id FROM passed ORDER BY due DESC, id DESC LIMIT 1
        """;

    public const string BringForward = """
        UPDATE journal.hand_overs SET due = $1, lease = NULL, owner = NULL
        WHERE destination IN (SELECT id FROM journal.destinations) AND state = 0 AND due > $2
        """;

    public const string GiveBackAll = """
        UPDATE journal.hand_overs SET lease = NULL, owner = NULL, due = least(recorded, $2) WHERE owner = $1 AND state = 0
        """;

    /// <summary>
    /// Makes the dead letters of deliveries ($1) wait again, behind all others and in their destination's order of now:
    /// $2 when, $3 to which destination alone, '' for all.
    /// </summary>
    public static readonly string Replay = $"""
        WITH meant AS (SELECT id, destination FROM journal.hand_overs WHERE delivery = ANY ($1) AND state = 2 AND {ToDestination("$3")} ORDER BY id + 0 FOR UPDATE),
        anew AS (SELECT id, destination, nextval('journal.hand_over_ids') AS place FROM meant),
        replayed AS (
            UPDATE journal.hand_overs o SET id = a.place, in_order = d.in_order AND o.conversation <> 0, state = 0, recorded = $2, due = $2, ended = NULL,
                reason = NULL, status = NULL, topic = NULL, attempt_count = 0, first_attempt = NULL
            FROM anew a JOIN journal.destinations d ON d.id = ANY (ARRAY[a.destination]) WHERE o.id = ANY (ARRAY[a.id]) RETURNING o.delivery, o.destination),
        counted AS (
            INSERT INTO journal.hand_over_counts (destination, waiting, dead_letters)
            SELECT destination, count(*), -count(*) FROM replayed GROUP BY destination)
        SELECT DISTINCT delivery FROM replayed
        """;

    /// <summary>
    /// Ends the dead letters of deliveries ($1): $2 when, $3 why, $4 to which destination alone, '' for all.
    /// </summary>
    public static readonly string Discard = EndAllOf(
        $"delivery = ANY ($1) AND state = 2 AND {ToDestination("$4")} ORDER BY id + 0 FOR UPDATE");

    /// <summary>Ends the dead letters of deliveries ($1) that lack the conversation: $2 when, $3 why.</summary>
    public static readonly string Supersede = EndAllOf(
        "delivery = ANY ($1) AND state = 2 AND error IS NOT NULL ORDER BY id + 0 FOR UPDATE");

    /// <summary>Ends dead letters that failed before $1, at most $4, oldest first: $2 when, $3 why.</summary>
    public static readonly string DiscardBefore = EndAllOf(
        "state = 2 AND ended < $1 ORDER BY ended LIMIT $4 FOR UPDATE SKIP LOCKED");

    /// <summary>
    /// Ends everything of deliveries that hasn't ended, leased or not, and removes what it would have handed over.
    /// </summary>
    public static readonly string Erase = EndAllOf(
        "delivery = ANY ($1) AND state IN (0, 2) ORDER BY id + 0 FOR UPDATE", payloads: "$1");

    private static string ToDestination(string name) =>
        $"({name} = '' OR destination = (SELECT id FROM journal.destinations WHERE name = {name}))";

    // A payload or a content goes with the last that needs it.
    private static string EndAllOf(string which, string payloads = "ARRAY(SELECT delivery FROM meant)") => $"""
        WITH meant AS (SELECT id, state, content, delivery FROM journal.hand_overs WHERE {which}),
        ended AS (
            UPDATE journal.hand_overs o SET state = 3, due = NULL, lease = NULL, owner = NULL, ended = $2, reason = $3, content = NULL
            FROM meant m WHERE o.id = ANY (ARRAY[m.id]) RETURNING o.delivery, o.destination, m.state AS before),
        payload AS (
            DELETE FROM journal.payloads p WHERE p.id = ANY ({payloads}) AND NOT EXISTS (
                SELECT FROM journal.hand_overs h WHERE h.delivery = ANY (ARRAY[p.id]) AND h.state IN (0, 2) AND h.id NOT IN (SELECT id FROM meant))
            RETURNING octet_length(record) AS bytes),
        content AS (
            DELETE FROM journal.contents c WHERE c.id = ANY (ARRAY(SELECT content FROM meant)) AND NOT EXISTS (
                SELECT FROM journal.hand_overs h WHERE h.content = ANY (ARRAY[c.id]) AND h.state IN (0, 2) AND h.id NOT IN (SELECT id FROM meant))
            RETURNING octet_length(record) AS bytes),
        counted AS (
            INSERT INTO journal.hand_over_counts (destination, waiting, dead_letters)
            SELECT destination, -count(*) FILTER (WHERE before = 0), -count(*) FILTER (WHERE before = 2) FROM ended GROUP BY destination),
        freed AS (
            INSERT INTO journal.hand_over_counts (destination, bytes)
            SELECT 0, -sum(bytes) FROM (SELECT bytes FROM payload UNION ALL SELECT bytes FROM content) b HAVING count(*) > 0)
        SELECT delivery FROM ended
        """;

    // Where a hand-over's record is: its delivery may be open, a dead letter, or have ended.
    private static string RecordsOf(string handOver) => $"""
        LEFT JOIN journal.payloads p ON p.id = ANY (ARRAY[{handOver}.delivery])
        LEFT JOIN journal.deliveries d ON d.id = ANY (ARRAY[{handOver}.delivery])
        LEFT JOIN journal.dead_letters x ON x.id = ANY (ARRAY[{handOver}.delivery])
        """;

    private static string LockOf(string due) => $"""
        WITH meant AS (
            SELECT id, delivery FROM journal.hand_overs WHERE destination = $1 AND state = 0 AND recorded < $3 AND {due}
            ORDER BY due, id LIMIT $2 FOR UPDATE SKIP LOCKED),
        records AS (
            SELECT m.id, coalesce(p.record, d.record, x.record) AS record FROM meant m {RecordsOf("m")})
        SELECT id, {PostgresStatements.WithoutPayload} FROM records
        """;

    private static string TakeOf(string condition) => $"""
        WITH taken AS (
            UPDATE journal.hand_overs t SET lease = $4, owner = $5, due = $3 WHERE id = ANY (ARRAY(
                SELECT c.id FROM journal.hand_overs c WHERE {condition} AND NOT {IsPaused} ORDER BY c.due, c.id LIMIT $2 FOR UPDATE SKIP LOCKED))
            RETURNING t.id, t.lease, t.delivery, t.content, t.error, t.attempt_count, t.first_attempt, t.recorded, t.attempts)
        SELECT t.*, coalesce(p.record, d.record, x.record) FROM taken t {RecordsOf("t")}
        WHERE coalesce(p.id, d.id, x.id) IS NOT NULL ORDER BY t.id
        """;

    // What one end does: the row's new state, or no row at all for an operator event; the counts; what may be needed no
    // longer.
    private static string EndOf(string meant, string at) => $"""
        WITH {meant},
        ended AS (
            UPDATE journal.hand_overs o SET state = m.state, due = NULL, lease = NULL, owner = NULL, ended = {at}, reason = nullif(m.reason, ''),
                status = m.status, topic = m.topic, content = CASE WHEN m.state = 2 THEN o.content END,
                attempt_count = attempt_count + CASE WHEN m.line = '' THEN 0 ELSE 1 END, attempts = nullif(coalesce(attempts, '') || m.line, '')
            FROM meant m WHERE o.id = ANY (ARRAY[m.id]) AND o.delivery + 0 > 0 RETURNING 1),
        gone AS (DELETE FROM journal.hand_overs o USING meant m WHERE o.id = ANY (ARRAY[m.id]) AND o.delivery + 0 < 0 RETURNING 1),
        counted AS (
            INSERT INTO journal.hand_over_counts (destination, waiting, dead_letters, operator_events)
            SELECT CASE WHEN delivery > 0 THEN destination ELSE 0 END, -count(*) FILTER (WHERE delivery > 0),
                count(*) FILTER (WHERE delivery > 0 AND state = 2), -count(*) FILTER (WHERE delivery < 0)
            FROM meant GROUP BY 1)
        SELECT delivery, coalesce(content, 0), destination, state FROM meant
        """;
}
