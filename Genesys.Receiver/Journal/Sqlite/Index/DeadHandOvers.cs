using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>The hand-overs that are dead letters, read from the journal itself: it has indexes of them.</summary>
internal static class DeadHandOvers
{
    private const string Columns = "SELECT delivery, recorded, ended FROM hand_overs";

    // One index entry for each group.
    private const string NextGroup = """
        SELECT destination, reason, status, topic FROM hand_overs INDEXED BY dead_hand_overs
        WHERE state = 2 AND (destination, reason, status, topic) > (?1, ?2, ?3, ?4) ORDER BY destination, reason, status, topic LIMIT 1
        """;

    private const string Groups = """
        SELECT d.name, h.reason, h.status, h.topic, count(*), min(h.ended), max(h.ended), max(h.delivery)
        FROM hand_overs h INDEXED BY dead_hand_overs JOIN destinations d ON d.id = h.destination
        WHERE h.state = 2 GROUP BY h.destination, h.reason, h.status, h.topic
        """;

    private const string Trends = """
        SELECT d.name, h.reason, h.status, h.topic, h.ended / ?2, count(*)
        FROM hand_overs h INDEXED BY dead_hand_overs_by_end JOIN destinations d ON d.id = h.destination
        WHERE h.state = 2 AND h.ended >= ?1 GROUP BY 1, 2, 3, 4, 5
        """;

    /// <summary>Those that fit a filter, by their deliveries, highest key first.</summary>
    public static IEnumerable<CandidateStream> Streams(SqliteReader journal, DeliveryFilter filter, long before)
    {
        if (filter is { Destination: null, Reason: null, Topic: null, Group: null })
        {
            var all = new SqliteStatement(
                journal.Handle,
                $"{Columns} INDEXED BY dead_hand_overs_by_delivery WHERE state = 2 AND delivery < ?1 ORDER BY delivery DESC");
            return [Stream(all.Bind(1, before))];
        }

        return KindsOf(journal).Where(kind => IsMeant(filter, kind)).Select(kind =>
        {
            var rows = new SqliteStatement(journal.Handle, $"""
                {Columns} INDEXED BY dead_hand_overs WHERE state = 2 AND destination = ?2 AND reason = ?3 AND status = ?4 AND topic = ?5 AND delivery < ?1
                ORDER BY delivery DESC
                """);
            return Stream(
                rows.Bind(1, before).Bind(2, kind.Id).Bind(3, kind.Reason).Bind(4, kind.Status).Bind(5, kind.Topic));
        });
    }

    /// <summary>The groups of those that failed alike.</summary>
    /// <param name="now">The present, in milliseconds since 1970 divided by
    /// <see cref="IndexEntries.TrendSlot"/>.</param>
    public static List<FailureGroup> GroupsOf(SqliteReader journal, long now)
    {
        var trends = new Dictionary<long, int[]>();
        var slots = journal.Statement(Trends).Bind(1, (now - IndexEntries.TrendSlots + 1) * IndexEntries.TrendSlot)
            .Bind(2, IndexEntries.TrendSlot);
        while (slots.Read())
        {
            var group = Number(slots);
            if (slots.Int64(4) <= now)
            {
                (trends.TryGetValue(group, out var trend) ? trend : trends[group] = new int[IndexEntries.TrendSlots])[
                    slots.Int64(4) - now + IndexEntries.TrendSlots - 1] = (int)slots.Int64(5);
            }
        }

        return journal.Statement(Groups).ReadAll(row => new FailureGroup
        {
            Id = SearchHash.ToText(Number(row)),
            Destination = row.Text(0),
            Reason = row.Text(1)!,
            Status = (int)row.Int64(2),
            Topic = row.Text(3)!,
            Count = row.Int64(4),
            First = row.Moment(5),
            Last = row.Moment(6),
            Sample = row.Int64(7),
            Trend = trends.GetValueOrDefault(Number(row)) ?? new int[IndexEntries.TrendSlots],
        });
    }

    private static CandidateStream Stream(SqliteStatement rows) => new(rows, Candidate.ReadHandOver, long.MinValue);

    private static long Number(SqliteStatement row) =>
        SearchHash.OfFailure(row.Text(1)!, (int)row.Int64(2), row.Text(3)!, row.Text(0));

    private static List<Kind> KindsOf(SqliteReader journal)
    {
        var names = journal.Statement("SELECT id, name FROM destinations")
            .ReadAll(row => (Id: row.Int64(0), Name: row.Text(1)!)).ToDictionary(row => row.Id, row => row.Name);
        var kinds = new List<Kind>();
        var last = new Kind(long.MinValue, "", "", 0, "");
        var next = journal.Statement(NextGroup);
        while (next.Bind(1, last.Id).Bind(2, last.Reason).Bind(3, last.Status).Bind(4, last.Topic).Read())
        {
            last = new Kind(
                next.Int64(0), names.GetValueOrDefault(next.Int64(0)) ?? "", next.Text(1)!, next.Int64(2),
                next.Text(3)!);
            kinds.Add(last);
            next.Reset();
        }

        return kinds;
    }

    private static bool IsMeant(DeliveryFilter filter, Kind kind) =>
        (filter.Destination is null || filter.Destination == kind.Destination)
        && (filter.Reason is null || filter.Reason == kind.Reason)
        && (filter.Topic is null || filter.Topic == kind.Topic)
        && (filter.Group is null
            || filter.Group == SearchHash.ToText(
                SearchHash.OfFailure(kind.Reason, (int)kind.Status, kind.Topic, kind.Destination)));

    /// <summary>What those of a group have in common.</summary>
    private sealed record Kind(long Id, string Destination, string Reason, long Status, string Topic);
}
