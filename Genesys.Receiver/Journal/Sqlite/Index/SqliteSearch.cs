using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>What the journal can be asked, on connections of its own.</summary>
internal sealed class SqliteSearch(
    SearchConnections connections, IndexProgress progress, ActivityCounts activity, JournalClock clock) : IJournalSearch
{
    private const int MaxGroups = 1_000;

    public DateTimeOffset IndexedUpTo => progress.Passes.UpTo;

    public TimeSpan Lag => progress.Passes.Lag;

    /// <summary>Completes when everything that is in the journal now can be found.</summary>
    public Task CatchUpAsync() => progress.Passes.CatchUpAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);

    public ValueTask<Found<DeliveryEntry>> FindDeliveriesAsync(
        DeliveryFilter filter, int limit, string? cursor, CancellationToken cancellationToken) =>
        connections.UseAsync(
            connection => FindDeliveries(connection, filter, limit, SearchCursor.Read(cursor)), cancellationToken);

    public ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) =>
        connections.UseAsync(connection => Find(connection, key), cancellationToken);

    public async ValueTask<(IReadOnlyList<long> Keys, string? Next)> KeysAsync(
        DeliveryFilter filter, DateTimeOffset asOf, string? cursor, int max, CancellationToken cancellationToken)
    {
        if (cursor is null)
        {
            await progress.Passes.CatchUpAsync(IndexPasses.PatienceOfJobs, cancellationToken);
        }

        return await connections.UseAsync(
            connection => Keys(connection, filter, asOf.ToUnixTimeMilliseconds(), SearchCursor.Read(cursor), max),
            cancellationToken);
    }

    public ValueTask<Found<AnomalyEntry>> FindAnomaliesAsync(
        AnomalyFilter filter, int limit, string? cursor, CancellationToken cancellationToken) =>
        connections.UseAsync(
            connection =>
                AnomalySearch.Find(connection, progress.AnomalyIds, filter, limit, SearchCursor.Read(cursor)),
                cancellationToken);

    public ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) =>
        connections.UseAsync(connection => EntryRows.FindAnomaly(key, connection.Journal.Statement), cancellationToken);

    public ValueTask<IReadOnlyList<FailureGroup>> FailureGroupsAsync(CancellationToken cancellationToken) =>
        connections.UseAsync<IReadOnlyList<FailureGroup>>(FailureGroups, cancellationToken);

    public ValueTask<IReadOnlyList<AnomalyGroup>> AnomalyGroupsAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        connections.UseAsync<IReadOnlyList<AnomalyGroup>>(
            connection => AnomalySearch.Groups(connection.Index, from, to, MaxGroups), cancellationToken);

    public ValueTask<IReadOnlyList<ActivityMinute>> ActivityAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        return activity.ShowAsync(
            () => connections.UseAsync<IReadOnlyList<(long, long[])>>(
                connection => ActivityRows.Read(
                    connection.Journal.Statement("SELECT * FROM activity WHERE minute >= ?1 AND minute < ?2"), first,
                    last),
                cancellationToken),
            first, last, cancellationToken);
    }

    private DeliveryEntry? Find(SearchConnection connection, long key) =>
        EntryRows.Find(key, connection.Journal.Statement, clock) is { } entry
            ? entry with
            {
                Republished = IndexPublications.FirstOf(connection.Index, key),
                Duplicates = DuplicateRows.Find(key, connection.Journal.Statement),
            }
            : null;

    private Found<DeliveryEntry> FindDeliveries(
        SearchConnection connection, DeliveryFilter filter, int limit, long before)
    {
        // Taken first: what it has is written before it is replaced.
        var segment = progress.DeliveryIds;
        connection.Begin();
        var found = new List<DeliveryEntry>();
        var examined = 0;
        long last = 0;
        foreach (var (row, mayFit) in new DeliverySearch(connection, segment, filter).Rows(before))
        {
            if (found.Count == limit)
            {
                return new Found<DeliveryEntry>(found, SearchCursor.Of(last));
            }

            if (mayFit && Find(connection, row.Key) is { } entry
                && DeliveryMatch.Fits(filter, entry))
            {
                found.Add(entry);
            }

            last = row.Key;
            if (++examined == IJournalSearch.MaxExamined)
            {
                var back = EntryRows.Find(row.Key, connection.Journal.Statement, clock)?.Record.ReceivedAt;
                return new Found<DeliveryEntry>(
                    found, SearchCursor.Of(last), back ?? DateTimeOffset.FromUnixTimeMilliseconds(row.Received));
            }
        }

        return new Found<DeliveryEntry>(found);
    }

    private (IReadOnlyList<long> Keys, string? Next) Keys(
        SearchConnection connection, DeliveryFilter filter, long asOf, long before, int max)
    {
        var segment = progress.DeliveryIds;
        connection.Begin();
        var search = new DeliverySearch(connection, segment, filter);
        var keys = new List<long>();
        var examined = 0;
        foreach (var (row, mayFit) in search.Rows(before))
        {
            if (mayFit && ((row.Since <= asOf && search.IsExact(row)) || IsInSet(row)))
            {
                keys.Add(row.Key);
            }

            if (++examined == IJournalSearch.MaxExamined || keys.Count == max)
            {
                return (keys, SearchCursor.Of(row.Key));
            }
        }

        return (keys, null);

        bool IsInSet(Candidate row) =>
            Find(connection, row.Key) is { } entry
            && DeliveryMatch.Fits(
                filter, entry,
                DateTimeOffset.FromUnixTimeMilliseconds(
                    row.IsHandOver ? entry.Record.ReceivedAt.ToUnixTimeMilliseconds() : row.Since),
                DateTimeOffset.FromUnixTimeMilliseconds(asOf));
    }

    private List<FailureGroup> FailureGroups(SearchConnection connection)
    {
        var index = connection.Index;
        connection.Begin();
        var now = clock.Time.GetUtcNow().ToUnixTimeMilliseconds() / IndexEntries.TrendSlot;
        var groups = index.Statement(
            "SELECT id, reason, status, topic, destination, count, first, last FROM failure_groups ORDER BY count DESC LIMIT ?1")
            .Bind(1, MaxGroups)
            .ReadAll(row => new FailureGroup
            {
                Id = SearchHash.ToText(row.Int64(0)),
                Reason = row.Text(1)!,
                Status = (int)row.Int64(2),
                Topic = row.Text(3)!,
                Destination = row.Text(4),
                Count = row.Int64(5),
                First = row.Moment(6),
                Last = row.Moment(7),
                Trend = Trend(index, row.Int64(0), now),
                Sample = index.First("SELECT max(key) FROM dead WHERE grp = ?1 AND grp IS NOT NULL", row.Int64(0)) ?? 0,
            });
        return [
            .. groups.Concat(DeadHandOvers.GroupsOf(connection.Journal, now)).OrderByDescending(group => group.Count)
            .Take(MaxGroups)];
    }

    private static int[] Trend(SqliteReader index, long group, long now)
    {
        var trend = new int[IndexEntries.TrendSlots];
        var rows = index.Statement("SELECT slot, count FROM failure_counts WHERE grp = ?1 AND slot > ?2").Bind(1, group)
            .Bind(2, now - IndexEntries.TrendSlots);
        while (rows.Read())
        {
            if (rows.Int64(0) <= now)
            {
                trend[rows.Int64(0) - now + IndexEntries.TrendSlots - 1] = (int)rows.Int64(1);
            }
        }

        return trend;
    }
}
