using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Finds anomalies: those that wait or were set aside in the journal itself, where they are few, all others by the
/// index.
/// </summary>
internal static class AnomalySearch
{
    public static Found<AnomalyEntry> Find(
        SearchConnection connection, IdSegment? segment, AnomalyFilter filter, int limit, long before)
    {
        connection.Begin();
        var found = new List<AnomalyEntry>();
        var examined = 0;
        long last = 0;
        foreach (var key in Keys(connection, segment, filter, before))
        {
            if (found.Count == limit)
            {
                return new Found<AnomalyEntry>(found, SearchCursor.Of(last));
            }

            var entry = EntryRows.FindAnomaly(key, connection.Journal.Statement);
            if (entry is not null && DeliveryMatch.Fits(filter, entry))
            {
                found.Add(entry);
            }

            last = key;
            if (entry is not null && ++examined >= IJournalSearch.MaxExamined)
            {
                return new Found<AnomalyEntry>(found, SearchCursor.Of(last), entry.Record.ReceivedAt);
            }
        }

        return new Found<AnomalyEntry>(found);
    }

    public static List<AnomalyGroup> Groups(SqliteReader index, DateTimeOffset from, DateTimeOffset to, int max)
    {
        index.Begin();
        var (first, last) = (AnomalySlots.Of(from), AnomalySlots.Of(to));
        return index.Statement("""
            SELECT c.grp, g.kind, g.path, g.code, c.total, c.first, c.last FROM (
                SELECT grp, sum(count) AS total, min(slot) AS first, max(slot) AS last FROM anomaly_counts WHERE slot >= ?1 AND slot <= ?2 GROUP BY grp) c
            JOIN anomaly_groups g ON g.id = c.grp ORDER BY c.total DESC LIMIT ?3
            """).Bind(1, first).Bind(2, last).Bind(3, max)
            .ReadAll(row => new AnomalyGroup
            {
                Id = SearchHash.ToText(row.Int64(0)),
                Kind = (AnomalyKind)row.Int64(1),
                Path = row.Text(2)!,
                Code = row.Text(3)!,
                Count = row.Int64(4),
                First = AnomalySlots.Start(row.Int64(5)),
                Last = AnomalySlots.Start(row.Int64(6)),
                ByTime = ByTime(index, row.Int64(0), first, last),
            });
    }

    private static IEnumerable<long> Keys(
        SearchConnection connection, IdSegment? segment, AnomalyFilter filter, long before)
    {
        var index = connection.Index;
        return filter switch
        {
            { State: AnomalyState.Waiting } =>
                Rows(
                    connection.Journal,
                    "SELECT id FROM anomalies INDEXED BY anomalies_waiting WHERE shipped IS NULL AND id < ?1 ORDER BY id DESC", before),
            { State: AnomalyState.SetAside } =>
                Rows(connection.Journal, "SELECT id FROM set_aside WHERE id < ?1 ORDER BY id DESC", before),
            { RequestId: { } id } => IdSearch.Find(index, segment, 1, SearchHash.Of(SearchId.Request, id), before),
            { EventId: { } id } => IdSearch.Find(index, segment, 1, SearchHash.Of(SearchId.Event, id), before),
            { TraceId: { } id } => IdSearch.Find(index, segment, 1, SearchHash.Of(SearchId.Trace, id), before),
            { Group: { } id } => SearchHash.TryParse(id, out var group)
                ? Rows(
                    index, "SELECT key, received FROM anomalies WHERE key < ?1 AND grp = ?2 ORDER BY key DESC", before,
                    filter, group)
                : [],
            { Kind: { } kind } =>
                Rows(
                    index, "SELECT key, received FROM anomalies WHERE key < ?1 AND kind = ?2 ORDER BY key DESC",
                    before, filter, (long)kind),
            _ => Rows(index, "SELECT key, received FROM anomalies WHERE key < ?1 ORDER BY key DESC", before, filter),
        };
    }

    // What was received too late is passed over here, which costs no look at its record; what was received too early
    // ends the search.
    private static IEnumerable<long> Rows(
        SqliteReader reader, string sql, long before, AnomalyFilter? filter = null, long? value = null)
    {
        const long Slack = 60_000;
        var (from, to) = (filter?.From?.ToUnixTimeMilliseconds() - Slack, filter?.To?.ToUnixTimeMilliseconds());
        var rows = reader.Statement(sql).Bind(1, before);
        if (value is not null)
        {
            rows.Bind(2, value);
        }

        while (rows.Read())
        {
            if (from is not null && rows.Int64(1) < from)
            {
                yield break;
            }

            if (to is null || rows.Int64(1) < to)
            {
                yield return rows.Int64(0);
            }
        }
    }

    private static List<TimedCount> ByTime(SqliteReader index, long group, long first, long last) =>
        index.Statement(
            "SELECT slot, count FROM anomaly_counts WHERE grp = ?1 AND slot >= ?2 AND slot <= ?3 ORDER BY slot")
            .Bind(1, group).Bind(2, first).Bind(3, last)
            .ReadAll(row => new TimedCount(AnomalySlots.Start(row.Int64(0)), row.Int64(1)));
}
