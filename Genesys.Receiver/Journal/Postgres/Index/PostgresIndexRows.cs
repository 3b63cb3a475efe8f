using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// Brings rows of the index up to what the journal's rows are now. A commit of the index doesn't wait for the disk:
/// what a crash of the server takes is put right like what a crash of a receiver leaves out.
/// </summary>
internal sealed class PostgresIndexRows(
    PostgresDatabase database, PostgresWords words, PostgresPublications publications, DamagedRows damaged,
    JournalClock clock)
{
    /// <summary>Attempts are told apart up to so many.</summary>
    public const int MaxAttempts = 64;

    private const string Fields = PostgresStatements.WithoutPayload;

    private const string ReadDeliveries = $"""
        SELECT id, 0, coalesce(since, 0), rounds, {Fields} FROM journal.deliveries WHERE id = ANY ($1)
        UNION ALL SELECT id, 2, at, rounds, {Fields} FROM journal.dead_letters WHERE id = ANY ($1)
        UNION ALL SELECT id, CASE WHEN discarded IS NULL THEN 1 ELSE 3 END, at, rounds, {Fields} FROM journal.finished WHERE id = ANY ($1)
        """;

    // A receiver that is slow must not put an older state over a newer one.
    private const string Write = """
        INSERT INTO journal.index_entries AS e (key, state, version, received, since, topic, reason, status, attempts, grp)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS i (key, state, version, received, since, topic, reason, status, attempts, grp)
        ORDER BY key
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, version = excluded.version, since = excluded.since, reason = excluded.reason,
            status = excluded.status, attempts = excluded.attempts, grp = excluded.grp
        WHERE $11 OR e.version < excluded.version OR (e.version = excluded.version AND e.attempts <= excluded.attempts)
        RETURNING key, xmax = 0
        """;

    private const string WriteIds = """
        INSERT INTO journal.index_ids (hash, key, space) SELECT hash, key, $3 FROM unnest($1, $2) AS i (hash, key) ORDER BY hash ON CONFLICT DO NOTHING
        """;

    private const string ReadAnomalies = """
        SELECT id, record FROM journal.anomalies WHERE id = ANY ($1) UNION ALL SELECT id, record FROM journal.set_aside WHERE id = ANY ($1)
        """;

    private const string WriteAnomalies = """
        INSERT INTO journal.index_anomalies (key, received, kind, grp) SELECT * FROM unnest($1, $2, $3, $4) AS i (key, received, kind, grp) ORDER BY key
        ON CONFLICT DO NOTHING RETURNING key
        """;

    private const string WriteGroups = """
        INSERT INTO journal.index_anomaly_groups (id, kind, path, code) SELECT * FROM unnest($1, $2, $3, $4) AS i (id, kind, path, code) ORDER BY id
        ON CONFLICT DO NOTHING
        """;

    private const string WriteCounts = """
        INSERT INTO journal.index_anomaly_counts AS c (grp, slot, count) SELECT grp, slot, count(*) FROM unnest($1, $2) AS i (grp, slot)
        GROUP BY grp, slot ORDER BY grp, slot ON CONFLICT (grp, slot) DO UPDATE SET count = c.count + excluded.count
        """;

    /// <summary>Removes ids ($1) of what has keys ($2): $3 of what.</summary>
    public const string ForgetIds = """
        DELETE FROM journal.index_ids i USING unnest($1, $2) AS h (hash, key)
        WHERE i.hash = ANY (ARRAY[h.hash]) AND i.key = ANY (ARRAY[h.key]) AND i.space + 0 = $3
        """;

    /// <summary>Removes what is said of deliveries that are gone.</summary>
    public const string ForgetRepublished = "DELETE FROM journal.republished WHERE delivery = ANY ($1)";

    private const int MaxGroups = 10_000;

    // Retention takes away those of which no anomaly is counted any more.
    private static readonly TimeSpan LapOfGroups = TimeSpan.FromMinutes(10);

    private HashSet<long> _groups = [];
    private long? _groupsReadAt;

    /// <summary>Brings the rows of deliveries up to date.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<long> keys)
    {
        var rows = (await database.QueryAsync(
            ReadDeliveries, damaged.LeaveOut("delivery", ReadRow), default, keys.ToArray()))
            .OfType<IndexRow>().ToList();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        await NameAsync(WordsOf(rows), numbers);
        await TransactAsync(async connection =>
        {
            await WriteAsync(connection, keys, rows, numbers, force: false);
            return true;
        });
    }

    /// <summary>
    /// Puts right the rows of deliveries within a transaction, however new they say that they are; unless there are
    /// words without a number, which are returned. They get theirs outside of it: whoever holds a connection and waits
    /// for another one may wait for ever.
    /// </summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="keys">The deliveries.</param>
    /// <param name="numbers">What <see cref="NameAsync"/> gave.</param>
    public async Task<List<string>> RepairAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> keys, Dictionary<string, int> numbers)
    {
        var rows = (await connection.ReadAsync(
            ReadDeliveries, damaged.LeaveOut("delivery", ReadRow), keys.ToArray())).OfType<IndexRow>().ToList();
        var unknown = WordsOf(rows).Where(word => !numbers.ContainsKey(word)).ToList();
        if (unknown.Count == 0)
        {
            await WriteAsync(connection, keys, rows, numbers, force: true);
        }

        return unknown;
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> keys, List<IndexRow> rows,
        Dictionary<string, int> numbers, bool force)
    {
        var written = await connection.ReadAsync(
            Write, row => (Key: row.GetInt64(0), IsNew: row.GetBoolean(1)), Parameters(rows, numbers, force));
        var isNew = written.Where(row => row.IsNew || force).Select(row => row.Key).ToHashSet();
        var ids = rows.Where(row => isNew.Contains(row.Facts.Key))
            .SelectMany(row => row.Hashes.Select(hash => (hash, row.Facts.Key))).ToList();
        await WriteIdsAsync(connection, ids, 0);
        var published = rows.Where(row => isNew.Contains(row.Facts.Key)).Select(row => row.Publication);
        await publications.IndexAsync(connection, published.OfType<Publication>(), force);
        var gone = keys.Except(rows.Select(row => row.Facts.Key)).ToArray();
        if (gone.Length > 0)
        {
            await connection.RunAsync("DELETE FROM journal.index_entries WHERE key = ANY ($1)", gone);
            await connection.RunAsync(ForgetRepublished, gone);
        }
    }

    /// <summary>Gives words their numbers; not inside a transaction.</summary>
    public async Task NameAsync(IEnumerable<string> unknown, Dictionary<string, int> numbers)
    {
        foreach (var word in unknown)
        {
            numbers[word] = await words.OfAsync(word);
        }
    }

    /// <summary>Runs statements of the index in one transaction, which doesn't wait for the disk.</summary>
    public async Task<T> TransactAsync<T>(Func<NpgsqlConnection, Task<T>> work) => await database.TransactAsync(
        async connection =>
        {
            await connection.RunAsync(PostgresStatements.BeginUnpromised);
            return await work(connection);
        },
        default,
        isPromised: false);

    /// <summary>Adds anomalies that the index doesn't have.</summary>
    public Task AddAnomaliesAsync(IReadOnlyCollection<long> keys) =>
        TransactAsync(connection => AddAnomaliesAsync(connection, keys));

    /// <summary>The same, within a transaction; returns how many there were.</summary>
    public async Task<int> AddAnomaliesAsync(NpgsqlConnection connection, IReadOnlyCollection<long> keys)
    {
        var rows = (await connection.ReadAsync(
            ReadAnomalies, damaged.LeaveOut("anomaly", ReadAnomaly), keys.ToArray())).OfType<AnomalyRow>().ToList();
        await ReadGroupsAsync(connection);
        var groups = rows.Select(row => Known(row.Group)).ToList();
        var added = (await connection.ReadAsync(
            WriteAnomalies,
            row => row.GetInt64(0),
            rows.Select(row => row.Key).ToArray(),
            rows.Select(row => row.ReceivedAt.ToUnixTimeMilliseconds()).ToArray(),
            rows.Select(row => (int)row.Group.Kind).ToArray(),
            groups.Select(group => group.Number).ToArray())).ToHashSet();
        var fresh = rows.Zip(groups, (row, group) => (row.Key, row.ReceivedAt, row.Hashes, Group: group))
            .Where(row => added.Contains(row.Key)).ToList();
        var named = fresh.Select(row => row.Group).Distinct().ToList();
        await connection.RunAsync(
            WriteGroups,
            named.Select(group => group.Number).ToArray(),
            named.Select(group => (int)group.Kind).ToArray(),
            named.Select(group => group.Path).ToArray(),
            named.Select(group => group.Code).ToArray());
        await connection.RunAsync(
            WriteCounts,
            fresh.Select(row => row.Group.Number).ToArray(),
            fresh.Select(row => AnomalySlots.Of(row.ReceivedAt)).ToArray());
        await WriteIdsAsync(
            connection,
            [.. fresh.SelectMany(row => row.Hashes.Select(hash => (hash, row.Key)))], 1);
        return added.Count;
    }

    private static Task<int> WriteIdsAsync(NpgsqlConnection connection, List<(long Hash, long Key)> ids, int space) =>
        connection.RunAsync(WriteIds, ids.Select(id => id.Hash).ToArray(), ids.Select(id => id.Key).ToArray(), space);

    private async Task ReadGroupsAsync(NpgsqlConnection connection)
    {
        if (_groupsReadAt is null || _groupsReadAt < clock.After(-LapOfGroups))
        {
            _groups = [.. await connection.ReadAsync(
                "SELECT id FROM journal.index_anomaly_groups", row => row.GetInt64(0))];
            _groupsReadAt = clock.Now;
        }
    }

    private AnomalyGroupKey Known(AnomalyGroupKey group)
    {
        if (_groups.Count >= MaxGroups)
        {
            return _groups.Contains(group.Number) ? group : new AnomalyGroupKey(group.Kind, AnomalyGroupKey.Other, "");
        }

        _groups.Add(group.Number);
        return group;
    }

    private static AnomalyRow ReadAnomaly(NpgsqlDataReader row)
    {
        var ids = AnomalyIds.Read(row.GetFieldValue<byte[]>(1));
        Span<long> hashes = stackalloc long[3];
        return new AnomalyRow(row.GetInt64(0), ids.ReceivedAt, ids.Group, hashes[..ids.Hashes(hashes)].ToArray());
    }

    private static IndexRow ReadRow(NpgsqlDataReader row)
    {
        var ids = DeliveryIds.Read(row.GetFieldValue<byte[]>(4));
        Span<long> hashes = stackalloc long[4];
        var found = hashes[..ids.Hashes(hashes)].ToArray();
        var (attempts, status, reason) = AttemptHistory.Last(
            row.IsDBNull(3) ? [] : System.Text.Encoding.UTF8.GetBytes(row.GetString(3)));
        var version = row.GetInt64(2);
        var facts = new DeliveryFacts(
            row.GetInt64(0), (DeliveryState)row.GetInt32(1), ids.ReceivedAt, version == 0 ? ids.ReceivedAt : version,
            System.Text.Encoding.UTF8.GetString(ids.EventType), reason, status, Math.Min(attempts, MaxAttempts));
        return new IndexRow(facts, version, found, Publication.Of(ids, facts.Key, found[0]));
    }

    private static IEnumerable<string> WordsOf(List<IndexRow> rows) =>
        rows.SelectMany(row => new[] { row.Facts.Topic, row.Facts.Reason }).Distinct(StringComparer.Ordinal);

    private static object[] Parameters(
        List<IndexRow> rows, Dictionary<string, int> numbers, bool force) =>
    [
        rows.Select(row => row.Facts.Key).ToArray(),
        rows.Select(row => (int)row.Facts.State).ToArray(),
        rows.Select(row => row.Version).ToArray(),
        rows.Select(row => row.Facts.Received).ToArray(),
        rows.Select(row => row.Facts.Since).ToArray(),
        rows.Select(row => numbers[row.Facts.Topic]).ToArray(),
        rows.Select(row => numbers[row.Facts.Reason]).ToArray(),
        rows.Select(row => row.Facts.Status).ToArray(),
        rows.Select(row => row.Facts.Attempts).ToArray(),
        rows.Select(row => GroupOf(row.Facts)).ToArray(),
        force,
    ];

    private static long? GroupOf(in DeliveryFacts facts) => facts.State == DeliveryState.DeadLetter
        ? SearchHash.OfFailure(facts.Reason, facts.Status, facts.Topic, null)
        : null;

    private sealed record IndexRow(DeliveryFacts Facts, long Version, long[] Hashes, Publication? Publication);

    private sealed record AnomalyRow(long Key, DateTimeOffset ReceivedAt, AnomalyGroupKey Group, long[] Hashes);
}
