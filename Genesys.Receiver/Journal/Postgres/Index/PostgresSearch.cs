using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Telemetry;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>What the journal can be asked.</summary>
internal sealed class PostgresSearch(
    PostgresDatabase database, PostgresIndex index, OtherIndexes indexes, PostgresWords words, PostgresEntries entries,
    PostgresActivity activity, JournalClock clock)
    : IJournalSearch
{
    private const int TrendSlots = 12;
    private const int MaxGroups = 1_000;
    private const long TrendSlot = 5 * 60 * 1000;

    private const string Groups = """
        WITH g AS (
            SELECT grp, count(*) AS count, min(since) AS first, max(since) AS last, max(key) AS sample FROM journal.index_entries
            WHERE grp IS NOT NULL GROUP BY grp ORDER BY 2 DESC LIMIT 1000)
        SELECT g.grp, g.count, g.first, g.last, g.sample, e.status, r.text, t.text,
            ARRAY (
                SELECT count(i.key)::integer FROM generate_series(0, 11) AS s (slot) LEFT JOIN journal.index_entries i
                ON i.grp = g.grp AND i.since >= $1 + s.slot * $2 AND i.since < $1 + (s.slot + 1) * $2 GROUP BY s.slot ORDER BY s.slot)
        FROM g JOIN journal.index_entries e ON e.key = ANY (ARRAY[g.sample]) LEFT JOIN journal.index_words r ON r.id = e.reason
        LEFT JOIN journal.index_words t ON t.id = e.topic ORDER BY g.count DESC
        """;

    public DateTimeOffset IndexedUpTo => indexes.UpTo(index.Passes.UpTo);

    public TimeSpan Lag
    {
        get
        {
            var now = clock.Time.GetUtcNow();
            return WallClock.Between(indexes.UpTo(now - index.Passes.Lag), now);
        }
    }

    /// <summary>Completes when everything that this receiver has recorded by now can be found.</summary>
    public Task CatchUpAsync() => index.Passes.CatchUpAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);

    public async ValueTask<Found<DeliveryEntry>> FindDeliveriesAsync(
        DeliveryFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var search = await PostgresDeliverySearch.CreateAsync(
            database, words, filter, SearchCursor.Read(cursor), cancellationToken);
        var found = new List<DeliveryEntry>();
        await foreach (var page in search.PagesAsync(limit + 1, cancellationToken))
        {
            var fitting = (await entries.FindAsync(
                [.. page.Where(search.MayFit).Select(row => row.Key)], cancellationToken))
                .Where(entry => DeliveryMatch.Fits(filter, entry)).ToList();
            found.AddRange(fitting);
            if (found.Count > limit)
            {
                return new Found<DeliveryEntry>(found[..limit], SearchCursor.Of(found[limit - 1].Key));
            }

            if (search.IsExhausted)
            {
                var last = (await entries.FindAsync([page[^1].Key], cancellationToken)).FirstOrDefault();
                return new Found<DeliveryEntry>(
                    found, SearchCursor.Of(page[^1].Key),
                    last?.Record.ReceivedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(page[^1].Received));
            }
        }

        return new Found<DeliveryEntry>(found);
    }

    public async ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) =>
        (await entries.FindAsync([key], cancellationToken)).FirstOrDefault();

    public async ValueTask<(IReadOnlyList<long> Keys, string? Next)> KeysAsync(
        DeliveryFilter filter, DateTimeOffset asOf, string? cursor, int max, CancellationToken cancellationToken)
    {
        if (cursor is null)
        {
            await index.Passes.CatchUpAsync(IndexPasses.PatienceOfJobs, cancellationToken);
        }

        // What is open was received by a receiver's clock, unless it was replayed; all else is by the database's.
        var latest = clock.OfPast(asOf);
        var ahead = latest - asOf.ToUnixTimeMilliseconds();
        var search = await PostgresDeliverySearch.CreateAsync(
            database, words, filter, SearchCursor.Read(cursor), cancellationToken);
        var keys = new List<long>();
        await foreach (var page in search.PagesAsync(max, cancellationToken))
        {
            var fitting = page.Where(search.MayFit).ToList();
            var exact = fitting.Where(row => SinceOf(row) <= latest && search.IsExact(row)).Select(row => row.Key)
                .ToHashSet();
            var others = fitting.Where(row => !exact.Contains(row.Key)).ToDictionary(row => row.Key);
            exact.UnionWith((await entries.FindAsync([.. others.Keys], cancellationToken))
                .Where(
                    entry =>
                        DeliveryMatch.Fits(
                            filter, entry, OpenSince(entry, others[entry.Key]),
                            DateTimeOffset.FromUnixTimeMilliseconds(latest)))
                .Select(entry => entry.Key));
            keys.AddRange(fitting.Select(row => row.Key).Where(exact.Contains));
            if (keys.Count > max)
            {
                return (keys[..max], SearchCursor.Of(keys[max - 1]));
            }

            if (search.IsExhausted)
            {
                return (keys, SearchCursor.Of(page[^1].Key));
            }
        }

        return (keys, null);

        long SinceOf(IndexEntry row) =>
            row is { IsHandOver: false, State: DeliveryState.Open } && row.Since == row.Received
            ? row.Since + ahead : row.Since;

        DateTimeOffset OpenSince(DeliveryEntry entry, IndexEntry row) => row.IsHandOver
            ? entry.Record.ReceivedAt.AddMilliseconds(ahead) : DateTimeOffset.FromUnixTimeMilliseconds(SinceOf(row));
    }

    public async ValueTask<Found<AnomalyEntry>> FindAnomaliesAsync(
        AnomalyFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var before = SearchCursor.Read(cursor);
        var found = new List<AnomalyEntry>();
        for (var examined = 0; ;)
        {
            var size = Math.Min(examined == 0 ? limit + 1 : 4 * examined, IJournalSearch.MaxExamined - examined);
            var keys = await PostgresAnomalySearch.KeysAsync(database, filter, before, size, cancellationToken);
            found.AddRange(
                (await entries.FindAnomaliesAsync(keys, cancellationToken)).Where(
                    entry => DeliveryMatch.Fits(filter, entry)));
            if (found.Count > limit)
            {
                return new Found<AnomalyEntry>(found[..limit], SearchCursor.Of(found[limit - 1].Key));
            }

            examined += keys.Count;
            if (keys.Count < size)
            {
                return new Found<AnomalyEntry>(found);
            }

            before = keys[^1];
            if (examined >= IJournalSearch.MaxExamined)
            {
                var last = (await entries.FindAnomaliesAsync([before], cancellationToken)).FirstOrDefault();
                return new Found<AnomalyEntry>(found, SearchCursor.Of(before), last?.Record.ReceivedAt);
            }
        }
    }

    public async ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) =>
        (await entries.FindAnomaliesAsync([key], cancellationToken)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<FailureGroup>> FailureGroupsAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now / TrendSlot;
        var from = (now - TrendSlots + 1) * TrendSlot;
        var fetches = await database.QueryAsync(Groups, Group, cancellationToken, from, TrendSlot);
        var handOvers = await PostgresDeadHandOvers.GroupsAsync(database, from, TrendSlot, cancellationToken);
        return [.. fetches.Concat(handOvers).OrderByDescending(group => group.Count).Take(MaxGroups)];
    }

    public async ValueTask<IReadOnlyList<AnomalyGroup>> AnomalyGroupsAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        await PostgresAnomalySearch.GroupsAsync(database, from, to, cancellationToken);

    public ValueTask<IReadOnlyList<ActivityMinute>> ActivityAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        activity.ReadAsync(from, to, cancellationToken);

    private static FailureGroup Group(NpgsqlDataReader row) => new()
    {
        Id = SearchHash.ToText(row.GetInt64(0)),
        Count = row.GetInt64(1),
        First = row.Moment(2),
        Last = row.Moment(3),
        Sample = row.GetInt64(4),
        Status = row.GetInt32(5),
        Reason = row.TextOrNull(6) ?? "(other)",
        Topic = row.TextOrNull(7) ?? "(other)",
        Trend = row.GetFieldValue<int[]>(8),
    };
}
