using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// Finds anomalies: those that wait or were set aside in the journal itself, where they are few, all others by the
/// index.
/// </summary>
internal static class PostgresAnomalySearch
{
    private const string Groups = """
        SELECT c.grp, g.kind, g.path, g.code, c.total, c.slots, c.counts FROM (
            SELECT grp, sum(count)::bigint AS total, array_agg(slot ORDER BY slot) AS slots, array_agg(count ORDER BY slot) AS counts
            FROM journal.index_anomaly_counts WHERE slot >= $1 AND slot <= $2 GROUP BY grp ORDER BY 2 DESC LIMIT 1000) c
        JOIN journal.index_anomaly_groups g ON g.id = c.grp ORDER BY c.total DESC
        """;

    /// <summary>Keys that may fit, highest first.</summary>
    public static async ValueTask<List<long>> KeysAsync(
        PostgresDatabase database, AnomalyFilter filter, long before, int max, CancellationToken cancellationToken)
    {
        var (sql, value) = filter switch
        {
            { State: AnomalyState.Waiting } =>
                ("SELECT id AS key FROM journal.anomalies WHERE shipped IS NULL AND id < $1", (object?)null),
            { State: AnomalyState.SetAside } => ("SELECT id AS key FROM journal.set_aside WHERE id < $1", null),
            { RequestId: { } id } => (ById, SearchHash.Of(SearchId.Request, id)),
            { EventId: { } id } => (ById, SearchHash.Of(SearchId.Event, id)),
            { TraceId: { } id } => (ById, SearchHash.Of(SearchId.Trace, id)),
            { Group: { } id } =>
                ("SELECT key FROM journal.index_anomalies WHERE key < $1 AND grp = $3",
                    SearchHash.TryParse(id, out var group) ? group : 0L),
            { Kind: { } kind } => ("SELECT key FROM journal.index_anomalies WHERE key < $1 AND kind = $3", (int)kind),
            _ => ("SELECT key FROM journal.index_anomalies WHERE key < $1", null),
        };
        return await database.QueryAsync(
            $"{sql} ORDER BY key DESC LIMIT $2", row => row.GetInt64(0), cancellationToken,
            value is null ? [before, max] : [before, max, value]);
    }

    public static async ValueTask<IReadOnlyList<AnomalyGroup>> GroupsAsync(
        PostgresDatabase database, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            await database.ScanAsync(
        Groups,
        row =>
        {
            var (slots, counts) = (row.GetFieldValue<long[]>(5), row.GetFieldValue<long[]>(6));
            return new AnomalyGroup
            {
                Id = SearchHash.ToText(row.GetInt64(0)),
                Kind = (AnomalyKind)row.GetInt32(1),
                Path = row.GetString(2),
                Code = row.GetString(3),
                Count = row.GetInt64(4),
                First = AnomalySlots.Start(slots[0]),
                Last = AnomalySlots.Start(slots[^1]),
                ByTime = [.. slots.Zip(counts, (slot, count) => new TimedCount(AnomalySlots.Start(slot), count))],
            };
        },
        cancellationToken,
        AnomalySlots.Of(from),
        AnomalySlots.Of(to));

    private const string ById = "SELECT key FROM journal.index_ids WHERE key < $1 AND hash = $3 AND space = 1";
}
