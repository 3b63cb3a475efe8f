using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Validation;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// The first publication of each event, and which deliveries are later ones. It is kept in the order in which events
/// happen: a new one stands at the end of the index, which is written where it was written last.
/// </summary>
internal sealed class PostgresPublications(
    PostgresDatabase database, JournalOptions options, RepublishedCounts counts, JournalClock clock)
{
    private const int Chunk = 20_000;
    private static readonly TimeSpan PauseOfSweeps = TimeSpan.FromMinutes(10);

    // Sorted: two receivers that insert the same events in another order would lock each other out.
    private const string Insert = """
        INSERT INTO journal.published (time, hash, delivery, envelope, received)
        SELECT * FROM unnest($1, $2, $3, $4, $5) AS i (time, hash, delivery, envelope, received) ORDER BY time, hash, delivery
        ON CONFLICT DO NOTHING RETURNING delivery
        """;

    private const string ReadFirst = """
        SELECT p.time, p.hash, p.delivery, p.envelope, p.received FROM journal.published p
        JOIN (SELECT DISTINCT * FROM unnest($1, $2) AS u (time, hash)) i ON p.time = ANY (ARRAY[i.time]) AND p.hash = ANY (ARRAY[i.hash])
        ORDER BY p.time + 0, p.hash FOR UPDATE OF p
        """;

    private const string Replace = """
        UPDATE journal.published p SET delivery = i.delivery, envelope = i.envelope, received = i.received
        FROM unnest($1, $2, $3, $4, $5) AS i (time, hash, delivery, envelope, received) WHERE p.time = ANY (ARRAY[i.time]) AND p.hash = ANY (ARRAY[i.hash])
        """;

    private const string Mark = """
        INSERT INTO journal.republished (delivery, first, first_received) SELECT * FROM unnest($1, $2, $3) AS i (delivery, first, received)
        ORDER BY delivery ON CONFLICT DO NOTHING RETURNING delivery
        """;

    private const string Standing = """
        SELECT id, true FROM journal.deliveries WHERE id = ANY ($1) AND NOT (inline AND lease IS NOT NULL AND due > $2)
        UNION ALL SELECT id, false FROM journal.deliveries WHERE id = ANY ($1) AND inline AND lease IS NOT NULL AND due + 0 > $2
        UNION ALL SELECT id, discarded IS NULL FROM journal.finished WHERE id = ANY ($1)
        UNION ALL SELECT id, false FROM journal.dead_letters WHERE id = ANY ($1)
        """;

    private const string Finish = $"""
        WITH moved AS (DELETE FROM journal.deliveries WHERE id = ANY ($1) RETURNING id, record)
        INSERT INTO journal.finished (id, at, record) SELECT id, $2, {PostgresStatements.WithoutPayload} FROM moved
        """;

    private static readonly string Remove = $"""
        WITH old AS (
            SELECT time, hash FROM journal.published WHERE time >= $2 AND time < $1 AND received < $1 ORDER BY time, hash LIMIT {Chunk}
            FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM journal.published p USING old o WHERE p.time = ANY (ARRAY[o.time]) AND p.hash = ANY (ARRAY[o.hash]) RETURNING p.time)
        SELECT count(*), coalesce(max(time), 0) FROM gone
        """;

    private long _sweepAt;

    /// <summary>
    /// Takes up deliveries that are indexed, unless that was done as they were recorded.
    /// </summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="indexed">The deliveries.</param>
    /// <param name="isRepair">True when it may not have been done.</param>
    public async Task IndexAsync(NpgsqlConnection connection, IEnumerable<Publication> indexed, bool isRepair)
    {
        if (isRepair || options.Republished == RepublishedEvents.Show)
        {
            await AddAsync(connection, indexed);
        }
    }

    /// <summary>
    /// Takes up deliveries that were recorded, in a transaction; returns those that are a later publication, with the
    /// first. Each is counted when it is marked, which is once, whoever comes upon it first.
    /// </summary>
    private async Task<List<(Publication Later, Publication First)>> AddAsync(
        NpgsqlConnection connection, IEnumerable<Publication> recorded)
    {
        var publications = recorded.Where(one => one.IsPlausible).ToList();
        if (publications.Count == 0)
        {
            return [];
        }

        var inserted = (await connection.ReadAsync(Insert, row => row.GetInt64(0), Columns(publications))).ToHashSet();
        publications.RemoveAll(one => inserted.Contains(one.Delivery));
        if (publications.Count == 0)
        {
            return [];
        }

        var (later, replacing) = Compare(publications, await FirstOfAsync(connection, publications));
        if (replacing.Count > 0)
        {
            await connection.RunAsync(Replace, Columns(replacing));
        }

        if (later.Count == 0)
        {
            return later;
        }

        var marked = await connection.ReadAsync(
            Mark, row => row.GetInt64(0), later.Select(one => one.Later.Delivery).ToArray(),
            later.Select(one => one.First.Delivery).ToArray(), later.Select(one => one.First.ReceivedAt).ToArray());
        counts.Add(marked.Count);
        return later;
    }

    /// <summary>
    /// Ends those of the deliveries that were just recorded whose event was published before, unless that one failed
    /// for good: nothing is fetched for them. Returns their keys.
    /// </summary>
    public async Task<HashSet<long>> FinishAsync(NpgsqlConnection connection, IEnumerable<Publication> recorded)
    {
        var later = await AddAsync(connection, recorded);
        if (later.Count == 0)
        {
            return [];
        }

        var standing = (await connection.ReadAsync(
            Standing, row => (Key: row.GetInt64(0), Serves: row.GetBoolean(1)),
            later.Select(one => one.First.Delivery).ToArray(), clock.Now))
            .ToDictionary(one => one.Key, one => one.Serves);
        var retention = (long)options.Retention.TotalMilliseconds;
        var duplicates = later
            .Where(one => standing.TryGetValue(one.First.Delivery, out var serves)
                ? serves : one.First.ReceivedAt < one.Later.ReceivedAt - retention)
            .Select(one => one.Later.Delivery).ToHashSet();
        await connection.RunAsync(Finish, duplicates.ToArray(), clock.Now);
        return duplicates;
    }

    /// <summary>Removes what is no longer kept, every few minutes.</summary>
    public async Task SweepAsync()
    {
        if (clock.Now < _sweepAt)
        {
            return;
        }

        _sweepAt = clock.After(PauseOfSweeps);
        var before = Publication.KeptSince(clock.Now);
        (long Count, long Time) last = (Chunk, 0);
        while (last.Count == Chunk)
        {
            // What was removed stands in the way of the next search until the database has cleaned up.
            last = (await database.QueryAsync(
                Remove, row => (row.GetInt64(0), row.GetInt64(1)), default, before, last.Time))[0];
        }
    }

    private static async Task<Dictionary<BusinessKey, Publication>> FirstOfAsync(
        NpgsqlConnection connection, List<Publication> publications)
    {
        var rows = await connection.ReadAsync(
            ReadFirst,
            row => new Publication(
                new BusinessKey(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), row.GetInt32(3), row.GetInt64(4)),
            publications.Select(one => one.Key.EventTime).ToArray(),
            publications.Select(one => one.Key.Hash).ToArray());
        return rows.ToDictionary(one => one.Key);
    }

    // A receiver may index an earlier delivery after another one has indexed a later. But one that was recorded as the
    // event's only delivery stays it, and has been answered so, whichever key it has.
    private (List<(Publication Later, Publication First)> Later, List<Publication> Replacing) Compare(
        List<Publication> publications, Dictionary<BusinessKey, Publication> first)
    {
        var later = new List<(Publication, Publication)>();
        var replacing = new Dictionary<BusinessKey, Publication>();
        foreach (var one in publications.OrderBy(one => one.Delivery))
        {
            if (!first.TryGetValue(one.Key, out var known) || known.Delivery == one.Delivery)
            {
                continue;
            }

            var isEarlier = options.Republished == RepublishedEvents.Show && one.Delivery < known.Delivery;
            var (early, late) = isEarlier ? (one, known) : (known, one);
            if (late.Repeats(early))
            {
                later.Add((late, early));
            }

            if (isEarlier || early.ReceivedAt < Publication.KeptSince(late.ReceivedAt))
            {
                first[one.Key] = replacing[one.Key] = one;
            }
        }

        return (later, [.. replacing.Values]);
    }

    private static object[] Columns(List<Publication> publications) =>
    [
        publications.Select(one => one.Key.EventTime).ToArray(),
        publications.Select(one => one.Key.Hash).ToArray(),
        publications.Select(one => one.Delivery).ToArray(),
        publications.Select(one => one.Envelope).ToArray(),
        publications.Select(one => one.ReceivedAt).ToArray(),
    ];
}
