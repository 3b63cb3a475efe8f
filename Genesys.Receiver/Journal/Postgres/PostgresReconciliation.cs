using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What comparing with analytics needs and finds. A window is one receiver's while its lease lasts.</summary>
internal sealed class PostgresReconciliation(
    PostgresDatabase database, PostgresEntries entries, JournalOptions options, Guid owner,
    JournalClock clock) : IJournalReconciliation
{
    // One receiver at a time makes windows ("GRcw").
    private const string MakingLock = "SELECT pg_advisory_xact_lock(1196581751)";

    private const string Columns = "id, begins, ends, due, checked, checks, requests, known, missing, incomplete, "
        + "late, not_expected, problem";
    private const string EntryColumns = "id, conversation, result, started, ended, asked, recorded, end_topic";

    private const string FindTopics = """
        SELECT i.hash, coalesce(w.text, ''), min(i.key) FROM unnest($1) AS h (hash)
        CROSS JOIN LATERAL (SELECT hash, key FROM journal.index_ids WHERE hash = h.hash AND space = 0 ORDER BY key DESC LIMIT $2) i
        JOIN journal.index_entries e ON e.key = ANY (ARRAY[i.key]) LEFT JOIN journal.index_words w ON w.id = e.topic GROUP BY i.hash, w.text
        """;

    // What a clock that was ahead has left: windows that are yet to begin, and those that were compared before they
    // were over. Their conversations would never be compared. $1 is the present; what was compared after $2 was
    // compared by such a clock.
    private const string IsTooEarly = "checked > $2 AND ends + $3 > $1";

    private const string RemoveAhead = "DELETE FROM journal.reconciliation_windows WHERE begins > $1 + $2";

    private const string RemoveTooEarly = $"""
        DELETE FROM journal.reconciliation_conversations WHERE win IN (SELECT id FROM journal.reconciliation_windows WHERE {IsTooEarly})
        """;

    private const string CompareAgain = $"""
        UPDATE journal.reconciliation_windows SET due = ends + $3, checked = NULL, checks = 0, known = 0, missing = 0, incomplete = 0, late = 0,
            not_expected = 0, problem = NULL, owner = NULL, leased_until = NULL WHERE {IsTooEarly}
        """;

    private const string BringForward = """
        UPDATE journal.reconciliation_windows SET due = greatest(ends + $3, $1)
        WHERE due IS NOT NULL AND (checked > $2 OR (checked IS NULL AND due > greatest(ends + $3, $2)))
        """;

    private const string Insert = "INSERT INTO journal.reconciliation_windows (begins, ends, due) VALUES ($1, $2, $3)";

    private const string Take = $"""
        UPDATE journal.reconciliation_windows SET owner = $1, leased_until = $2 WHERE id = (
            SELECT id FROM journal.reconciliation_windows
            WHERE due IS NOT NULL AND due <= $3 AND (owner IS NULL OR owner = $1 OR leased_until <= $3 OR leased_until > $4)
            ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING {Columns}
        """;

    private const string Update = """
        UPDATE journal.reconciliation_windows SET due = $2, checked = $3, checks = $4, requests = $5, known = $6, missing = $7, incomplete = $8, late = $9,
            not_expected = $10, problem = $11, owner = NULL, leased_until = NULL WHERE id = $1 AND owner = $12 RETURNING id
        """;

    private const string Add = """
        INSERT INTO journal.reconciliation_conversations (win, conversation, result, started, ended, end_topic)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """;

    private const string Entries = $"""
        SELECT {EntryColumns} FROM journal.reconciliation_conversations
        WHERE win = $1 AND ($2::integer IS NULL OR result = $2) AND id < $3 ORDER BY id DESC LIMIT $4
        """;

    private static readonly string AreLate =
        $"UPDATE journal.reconciliation_conversations SET result = {(int)ReconciliationResult.Late} WHERE id = ANY ($1)";

    /// <summary>
    /// Notes that a job wants conversations that are still missing and that none asked for before; returns which.
    /// </summary>
    public static readonly string Ask = $"""
        UPDATE journal.reconciliation_conversations SET asked = $2 WHERE id = ANY ($1) AND asked IS NULL AND result <> {(int)ReconciliationResult.Late}
        RETURNING id
        """;

    public async ValueTask<IReadOnlyDictionary<string, IReadOnlySet<string>>> FindTopicsAsync(
        IReadOnlyList<string> conversationIds, CancellationToken cancellationToken)
    {
        var ids = conversationIds.ToDictionary(id => SearchHash.Of(SearchId.Conversation, id));
        var rows = await database.QueryAsync(
            FindTopics, row => (Hash: row.GetInt64(0), Topic: row.GetString(1), Key: row.GetInt64(2)),
            cancellationToken,
            ids.Keys.ToArray(), IJournalReconciliation.MaxEvents);

        // Topics that found no room among the words stand in the records; one of them is looked at.
        var others = rows.Where(row => row.Topic.Length == 0).Select(row => row.Key).ToList();
        var topics = (others.Count == 0 ? [] : await entries.FindAsync(others, cancellationToken))
            .ToDictionary(entry => entry.Key, entry => entry.Record.Delivery.EventType);
        return rows.GroupBy(row => ids[row.Hash], StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group =>
                (IReadOnlySet<string>)group.Select(row => topics.GetValueOrDefault(row.Key, row.Topic))
                    .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    public async ValueTask<ReconciliationWindow?> TakeAsync(
        DateTimeOffset since, TimeSpan interval, TimeSpan delay, CancellationToken cancellationToken)
    {
        var taken = await database.TransactAsync(
            async connection =>
            {
                await connection.RunAsync(MakingLock);
                // To a machine that was suspended a moment ago all that the others compared meanwhile would be ahead.
                clock.CatchUp((await connection.ReadAsync(PostgresStatements.Clock, row => row.GetInt64(0)))[0]);
                var now = clock.Now;
                await connection.RunAsync(RemoveAhead, now, (long)interval.TotalMilliseconds);
                foreach (var sql in new[] { RemoveTooEarly, CompareAgain, BringForward })
                {
                    await connection.RunAsync(
                        sql, now, now + ReconciliationWindows.Ahead, (long)delay.TotalMilliseconds);
                }

                var last = (await connection.ReadAsync(
                    "SELECT max(ends) FROM journal.reconciliation_windows", row => row.NumberOrNull(0)))[0];
                var next = ReconciliationWindows.Next(
                    last, since.ToUnixTimeMilliseconds(), now - (long)options.Retention.TotalMilliseconds, now,
                    (long)interval.TotalMilliseconds);
                foreach (var (from, to) in next)
                {
                    await connection.RunAsync(Insert, from, to, to + (long)delay.TotalMilliseconds);
                }

                return await connection.ReadAsync(
                    Take, ReadWindow, owner, LeaseEnd, now, LeaseEnd + (long)JournalClock.Tolerance.TotalMilliseconds);
            },
            cancellationToken);
        return taken.FirstOrDefault();
    }

    public async ValueTask<bool> RenewAsync(long window, CancellationToken cancellationToken) =>
        (await database.ChangeAsync(
            "UPDATE journal.reconciliation_windows SET leased_until = $2 WHERE id = $1 AND owner = $3 RETURNING id",
            row => row.GetInt64(0), cancellationToken, window, LeaseEnd, owner)).Count > 0;

    public async ValueTask<bool> KeepAsync(
        ReconciliationWindow window, IReadOnlyList<ReconciliationEntry> found, IReadOnlyList<long> late,
        CancellationToken cancellationToken) =>
        await database.TransactAsync(
            async connection =>
            {
                var kept = await connection.ReadAsync(
                    Update, row => row.GetInt64(0), window.Id, OrNull(window.DueAt), OrNull(window.CheckedAt),
                    window.Checks, window.Requests, window.Known,
                    window.Missing, window.Incomplete, window.Late, window.NotExpected,
                    (object?)window.Problem ?? DBNull.Value, owner);
                if (kept.Count > 0)
                {
                    await connection.RunAsync(
                        Add,
                        window.Id,
                        found.Select(entry => entry.ConversationId).ToArray(),
                        found.Select(entry => (int)entry.Result).ToArray(),
                        found.Select(entry => entry.StartedAt.ToUnixTimeMilliseconds()).ToArray(),
                        found.Select(entry => entry.EndedAt?.ToUnixTimeMilliseconds()).ToArray(),
                        found.Select(entry => entry.EndTopic).ToArray());
                    await connection.RunAsync(AreLate, late.ToArray());
                }

                return kept.Count > 0;
            },
            cancellationToken);

    public async ValueTask<Found<ReconciliationWindow>> ListAsync(
        int limit, string? cursor, CancellationToken cancellationToken) => SearchCursor.Page(
        await database.QueryAsync(
            $"SELECT {Columns} FROM journal.reconciliation_windows WHERE id < $1 ORDER BY id DESC LIMIT $2",
            ReadWindow, cancellationToken, SearchCursor.Read(cursor), limit + 1),
        limit,
        window => window.Id);

    public async ValueTask<ReconciliationWindow?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
        $"SELECT {Columns} FROM journal.reconciliation_windows WHERE id = $1", ReadWindow, cancellationToken,
        id)).FirstOrDefault();

    public async ValueTask<Found<ReconciliationEntry>> ConversationsAsync(
        long window, ReconciliationResult? result, int limit, string? cursor, CancellationToken cancellationToken) =>
            SearchCursor.Page(
        await database.QueryAsync(
            Entries, ReadEntry, cancellationToken, window, result is { } one ? (int)one : DBNull.Value,
            SearchCursor.Read(cursor), limit + 1),
        limit,
        entry => entry.Key);

    public async ValueTask<IReadOnlyList<ReconciliationEntry>> AskedAsync(
        int max, CancellationToken cancellationToken) => await database.QueryAsync(
        $"SELECT {EntryColumns} FROM journal.reconciliation_conversations WHERE asked IS NOT NULL AND recorded IS NULL ORDER BY id LIMIT $1",
        ReadEntry, cancellationToken, max);

    public ValueTask RecordedAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
        "UPDATE journal.reconciliation_conversations SET recorded = $2 WHERE id = ANY ($1)", cancellationToken,
        keys.ToArray(), clock.Now);

    /// <summary>Gives back the windows that this receiver has: it stops.</summary>
    public ValueTask GiveBackAllAsync() => database.ExecuteAsync(
        "UPDATE journal.reconciliation_windows SET owner = NULL, leased_until = NULL WHERE owner = $1", default, owner);

    private long LeaseEnd => clock.Now + (long)ReconciliationWindows.LeaseDuration.TotalMilliseconds;

    private object OrNull(DateTimeOffset? moment) =>
        moment is { } at ? clock.OfPast(at) : DBNull.Value;

    private static ReconciliationWindow ReadWindow(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        From = row.Moment(1),
        To = row.Moment(2),
        DueAt = row.MomentOrNull(3),
        CheckedAt = row.MomentOrNull(4),
        Checks = row.GetInt32(5),
        Requests = row.GetInt32(6),
        Known = row.GetInt32(7),
        Missing = row.GetInt32(8),
        Incomplete = row.GetInt32(9),
        Late = row.GetInt32(10),
        NotExpected = row.GetInt32(11),
        Problem = row.TextOrNull(12),
    };

    private static ReconciliationEntry ReadEntry(NpgsqlDataReader row) => new()
    {
        Key = row.GetInt64(0),
        ConversationId = row.GetString(1),
        Result = (ReconciliationResult)row.GetInt32(2),
        StartedAt = row.Moment(3),
        EndedAt = row.MomentOrNull(4),
        AskedAt = row.MomentOrNull(5),
        RecordedAt = row.MomentOrNull(6),
        EndTopic = row.TextOrNull(7),
    };
}
