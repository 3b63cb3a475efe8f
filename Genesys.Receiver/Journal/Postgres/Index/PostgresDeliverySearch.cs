using System.Runtime.CompilerServices;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>A row of the index, or of hand-overs that are dead letters.</summary>
/// <param name="IsHandOver">True for hand-overs: topic and reason are 0 then, for all of them fit.</param>
internal readonly record struct IndexEntry(
    long Key, DeliveryState State, long Received, long Since, int Topic, int Reason, int Attempts, long? Group,
    bool IsHandOver);

/// <summary>
/// Goes through what may fit a filter, highest key first, page by page: by an id where there is one, else by the index
/// that fits best in each state. What no index tells apart is looked at row by row. Deliveries of hand-overs that are
/// dead letters are merged with them.
/// </summary>
internal sealed class PostgresDeliverySearch
{
    private const string Columns = "e.key, e.state, e.received, e.since, e.topic, e.reason, e.attempts, e.grp, false "
        + "AS is_hand_over";

    // The lowest key that was received at a moment or later, found by halves.
    private const string KeyAt = """
        WITH RECURSIVE s (low, high) AS (
            SELECT (SELECT key FROM journal.index_entries ORDER BY key LIMIT 1), (SELECT key FROM journal.index_entries ORDER BY key DESC LIMIT 1) + 1
            UNION ALL
            SELECT CASE WHEN p.received < $1 THEN p.key + 1 ELSE s.low END, CASE WHEN p.received < $1 THEN s.high ELSE (s.low + s.high) / 2 END
            FROM s, LATERAL (SELECT key, received FROM journal.index_entries WHERE key >= (s.low + s.high) / 2 ORDER BY key LIMIT 1) p
            WHERE s.low < s.high)
        SELECT low FROM s WHERE low >= high
        """;

    // Keys rise with receipt, about: requests that come together may be recorded in another order, and a clock may be
    // set.
    private const long Slack = 60_000;

    private readonly PostgresDatabase _database;
    private readonly DeliveryFilter _filter;
    private readonly string _sql;
    private readonly object[] _parameters;
    private readonly int? _topic;
    private readonly int? _reason;
    private readonly long _group;
    private readonly bool _isEmpty;
    private long _before;
    private int _examined;

    private PostgresDeliverySearch(
        PostgresDatabase database, DeliveryFilter filter, long before, int? topic, int? reason,
        (string Sql, object[] Parameters)? handOvers)
    {
        (_database, _filter, _before, _topic, _reason) = (database, filter, before, topic, reason);
        var hasNone = (filter.Topic is not null && topic is null) || (filter.Reason is not null && reason is null)
            || (filter.Group is not null && !SearchHash.TryParse(filter.Group, out _group))
            || !DeliveryMatch.TakesFetches(filter);
        (_sql, _parameters) = (hasNone && Hash is null, handOvers) switch
        {
            (true, null) => ("", []),
            (true, { } only) => only,
            (false, { } also) when Hash is null => Merged(Statement(), also),
            _ => Statement(),
        };
        _isEmpty = _sql.Length == 0;
    }

    /// <summary>True when the search ended at its limit of rows.</summary>
    public bool IsExhausted { get; private set; }

    private long? Hash => _filter switch
    {
        { EventId: { } id } => SearchHash.Of(SearchId.Event, id),
        { RequestId: { } id } => SearchHash.Of(SearchId.Request, id),
        { TraceId: { } id } => SearchHash.Of(SearchId.Trace, id),
        { ConversationId: { } id } => SearchHash.Of(SearchId.Conversation, id),
        _ => null,
    };

    public static async Task<PostgresDeliverySearch> CreateAsync(
        PostgresDatabase database, PostgresWords words, DeliveryFilter filter, long before,
        CancellationToken cancellationToken)
    {
        var topic = filter.Topic is null ? null : await words.FindAsync(filter.Topic, cancellationToken);
        var reason = filter.Reason is null ? null : await words.FindAsync(filter.Reason, cancellationToken);
        var handOvers = DeliveryMatch.TakesHandOvers(filter)
            ? await PostgresDeadHandOvers.StatementAsync(database, filter, cancellationToken) : null;
        if (filter.To is { } to)
        {
            var first = await database.QueryAsync(
                KeyAt, row => row.GetInt64(0), cancellationToken, to.ToUnixTimeMilliseconds() + Slack);
            before = first is [var key] ? Math.Min(before, key) : before;
        }

        return new PostgresDeliverySearch(database, filter, before, topic, reason, handOvers);
    }

    /// <summary>Pages of rows, the first of a size, each next one larger.</summary>
    public async IAsyncEnumerable<List<IndexEntry>> PagesAsync(
        int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = _filter.From?.ToUnixTimeMilliseconds() - Slack;
        while (!_isEmpty && !IsExhausted)
        {
            size = Math.Min(size, IJournalSearch.MaxExamined - _examined);
            var page = await _database.QueryAsync(_sql, Read, cancellationToken, [_before, size, .. _parameters]);
            _examined += page.Count;
            var isLast = page.Count < size || (from is not null && page[^1].Received < from);
            IsExhausted = !isLast && _examined >= IJournalSearch.MaxExamined;
            if (page.Count > 0)
            {
                _before = page[^1].Key;
                yield return page;
            }

            if (isLast)
            {
                yield break;
            }

            size *= 4;
        }
    }

    /// <summary>False when a row of the index says that it doesn't fit.</summary>
    public bool MayFit(IndexEntry row) =>
        row.IsHandOver || (Hash is not null && DeliveryMatch.TakesHandOvers(_filter)) || MayFitItself(row);

    private bool MayFitItself(IndexEntry row) =>
        (_topic is null || row.Topic == _topic) && (_reason is null || row.Reason == _reason)
            && (_filter.State is null || row.State == _filter.State)
        && (_filter.From is null || row.Received >= _filter.From.Value.ToUnixTimeMilliseconds())
        && (_filter.To is null || row.Received <= _filter.To.Value.ToUnixTimeMilliseconds())
        && (_filter.Group is null || row.Group == _group)
        && (_filter.MinAttempts is null
            || row.Attempts >= Math.Min(_filter.MinAttempts.Value, PostgresIndexRows.MaxAttempts));

    /// <summary>True when nothing is left for the record to say of a row that may fit.</summary>
    public bool IsExact(IndexEntry row) =>
        Hash is null && _filter.From is null && _filter.To is null && !_filter.Republished
        && (row.IsHandOver
            ? _filter.MinAttempts is null
            : _filter.Destination is null && !(_filter.MinAttempts > PostgresIndexRows.MaxAttempts) && row.Topic != 0
                && row.Reason != 0);

    // One row for each delivery: a hand-over's says that it fits.
    private static (string Sql, object[] Parameters) Merged(
        (string Sql, object[] Parameters) own, (string Sql, object[] Parameters) handOvers)
    {
        var renamed = handOvers.Sql;
        for (var i = handOvers.Parameters.Length; i > 0; i--)
        {
            renamed = renamed.Replace($"${i + 2}", $"${i + 2 + own.Parameters.Length}", StringComparison.Ordinal);
        }

        return (
            $"SELECT DISTINCT ON (key) * FROM (({own.Sql}) UNION ALL ({renamed})) m ORDER BY key DESC, is_hand_over DESC LIMIT $2",
            [.. own.Parameters, .. handOvers.Parameters]);
    }

    private (string Sql, object[] Parameters) Statement()
    {
        if (Hash is { } hash)
        {
            return ($"""
                SELECT {Columns} FROM journal.index_ids i JOIN journal.index_entries e ON e.key = ANY (ARRAY[i.key])
                WHERE i.hash = $3 AND i.space = 0 AND i.key < $1 ORDER BY i.key DESC LIMIT $2
                """, [hash]);
        }

        if (_filter.Republished)
        {
            // Few, so that nothing else is looked for.
            return ($"""
                SELECT {Columns} FROM journal.republished r JOIN journal.index_entries e ON e.key = ANY (ARRAY[r.delivery])
                WHERE r.delivery < $1 ORDER BY r.delivery DESC LIMIT $2
                """, []);
        }

        var (condition, parameters) = this switch
        {
            { _filter.Group: not null } => ("e.grp = $3 AND e.grp IS NOT NULL", new object[] { _group }),
            { _reason: > PostgresWords.Completed } =>
                ($"e.reason = $3 AND e.reason > {PostgresWords.Completed}", [_reason.Value]),
            { _topic: not null } => ("e.topic = $3", [_topic.Value]),
            { _filter.MinAttempts: > 1 } =>
                ("e.attempts = a.n AND e.attempts > 1",
                    [Math.Min(_filter.MinAttempts.Value, PostgresIndexRows.MaxAttempts)]),
            _ => ("true", Array.Empty<object>()),
        };
        var rest = "e.key < $1";
        if (_filter.To is { } to)
        {
            // What is later is left out here: in a dense minute it is more rows than a search looks at.
            parameters = [.. parameters, to.ToUnixTimeMilliseconds()];
            rest += $" AND e.received <= ${parameters.Length + 2}";
        }

        if (condition == "true" && (_filter.State is null or DeliveryState.Finished))
        {
            // Nearly all are finished: there is no index of them alone.
            return ($"SELECT {Columns} FROM journal.index_entries e WHERE {rest} ORDER BY e.key DESC LIMIT $2", parameters);
        }

        var states = _filter.State is { } state ? [state] : Enum.GetValues<DeliveryState>();
        var parts = states.Select(one =>
        {
            var rows =
                $"SELECT {Columns} FROM journal.index_entries e WHERE e.state = {(int)one} AND {condition} AND {rest} ORDER BY e.key DESC LIMIT $2";
            return condition.Contains("a.n", StringComparison.Ordinal)
                ? $"(SELECT l.* FROM generate_series($3, {PostgresIndexRows.MaxAttempts}) AS a (n), LATERAL ({rows}) l)"
                : $"({rows})";
        });
        return ($"SELECT * FROM ({string.Join(" UNION ALL ", parts)}) e ORDER BY key DESC LIMIT $2", parameters);
    }

    private static IndexEntry Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), (DeliveryState)row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4),
        row.GetInt32(5), row.GetInt32(6), row.NumberOrNull(7), row.GetBoolean(8));
}
