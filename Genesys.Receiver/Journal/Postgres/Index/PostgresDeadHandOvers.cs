using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>The hand-overs that are dead letters, read from the journal itself: it has indexes of them.</summary>
internal static class PostgresDeadHandOvers
{
    private const int TrendSlots = 12;

    private static readonly string Groups = $"""
        SELECT d.name, h.reason, h.status, h.topic, count(*), min(h.ended), max(h.ended), max(h.delivery),
            ARRAY[{string.Join(", ", Enumerable.Range(0, TrendSlots).Select(slot =>
                $"count(*) FILTER (WHERE h.ended >= $1 + {slot} * $2 AND h.ended < $1 + {slot + 1} * $2)::integer"))}]
        FROM journal.hand_overs h JOIN journal.destinations d ON d.id = h.destination
        WHERE h.state = 2 GROUP BY d.name, h.reason, h.status, h.topic ORDER BY 5 DESC LIMIT 1000
        """;

    /// <summary>The groups of those that failed alike, largest first.</summary>
    /// <param name="from">Where the trend begins, in milliseconds since 1970.</param>
    /// <param name="slot">Milliseconds of each of its counts.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<List<FailureGroup>> GroupsAsync(
        PostgresDatabase database, long from, long slot, CancellationToken cancellationToken) =>
        await database.QueryAsync(Groups, Group, cancellationToken, from, slot);

    /// <summary>
    /// A statement that gives the deliveries of those that fit a filter, highest key first ($1: only keys below, $2: at
    /// most), as rows of the index; null when none can fit.
    /// </summary>
    public static async ValueTask<(string Sql, object[] Parameters)?> StatementAsync(
        PostgresDatabase database, DeliveryFilter filter, CancellationToken cancellationToken)
    {
        var (destination, reason, topic, status) = (filter.Destination, filter.Reason, filter.Topic, (int?)null);
        if (filter.Group is not null)
        {
            // A group's id doesn't say what its members have in common.
            if ((await GroupsAsync(database, 0, 1, cancellationToken)).Find(
                group => group.Id == filter.Group) is not { } meant
                || Differs(destination, meant.Destination) || Differs(reason, meant.Reason)
                || Differs(topic, meant.Topic))
            {
                return null;
            }

            (destination, reason, topic, status) = (meant.Destination, meant.Reason, meant.Topic, meant.Status);
        }

        var (conditions, parameters) = ("", new List<object>());
        Add("h.destination = (SELECT id FROM journal.destinations WHERE name = {0})", destination);
        Add("h.reason = {0}", reason);
        Add("h.topic = {0}", topic);
        Add("h.status = {0}", status);
        return ($"""
            SELECT h.delivery AS key, 2 AS state, min(h.recorded) AS received, min(h.ended) AS since, 0 AS topic, 0 AS reason, 0 AS attempts,
                NULL::bigint AS grp, true AS is_hand_over
            FROM journal.hand_overs h WHERE h.state = 2 AND h.delivery < $1{conditions} GROUP BY h.delivery ORDER BY h.delivery DESC LIMIT $2
            """, parameters.ToArray());

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                parameters.Add(value);
                conditions += " AND " + condition.Replace("{0}", $"${parameters.Count + 2}", StringComparison.Ordinal);
            }
        }
    }

    private static bool Differs(string? wanted, string? actual) => wanted is not null && wanted != actual;

    private static FailureGroup Group(NpgsqlDataReader row) => new()
    {
        Id = SearchHash.ToText(
            SearchHash.OfFailure(row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(0))),
        Destination = row.GetString(0),
        Reason = row.GetString(1),
        Status = row.GetInt32(2),
        Topic = row.GetString(3),
        Count = row.GetInt64(4),
        First = row.Moment(5),
        Last = row.Moment(6),
        Sample = row.GetInt64(7),
        Trend = row.GetFieldValue<int[]>(8),
    };
}
