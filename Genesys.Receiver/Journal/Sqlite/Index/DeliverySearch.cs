using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Goes through what may fit a filter, highest key first: by an id where there is one, else by the index that fits best
/// in each state, merged. What no index tells apart is looked at row by row. Hand-overs that are dead letters are
/// merged with them, by their deliveries.
/// </summary>
internal sealed class DeliverySearch(SearchConnection connection, IdSegment? segment, DeliveryFilter filter)
{
    // Keys rise with receipt, about: requests that come together may be recorded in another order, and a clock may be
    // set.
    private const long SlackMilliseconds = 60_000;

    private readonly SqliteReader _index = connection.Index;
    private readonly long _from = filter.From is { } from
        ? from.ToUnixTimeMilliseconds() - SlackMilliseconds : long.MinValue;
    private readonly long _to = filter.To is { } to ? to.ToUnixTimeMilliseconds() + SlackMilliseconds : long.MaxValue;

    private IEnumerable<DeliveryState> States =>
        !DeliveryMatch.TakesFetches(filter) ? [] : filter.State is { } state ? [state] : IndexTables.All;

    /// <summary>True when a row that may fit is enough: nothing is left for the record to say.</summary>
    public bool IsExact(Candidate row) =>
        Id is null && filter.From is null && filter.To is null && !filter.Republished
        && (row.IsHandOver
            ? filter.MinAttempts is null
            : filter.Destination is null && !(filter.MinAttempts > IndexTables.MaxAttempts) && row.Topic != 0
                && row.Reason != 0);

    private (SearchId Kind, string Text)? Id => filter switch
    {
        { EventId: { } id } => (SearchId.Event, id),
        { RequestId: { } id } => (SearchId.Request, id),
        { TraceId: { } id } => (SearchId.Trace, id),
        { ConversationId: { } id } => (SearchId.Conversation, id),
        _ => null,
    };

    /// <summary>One row for each delivery, with whether it may fit.</summary>
    public IEnumerable<(Candidate Row, bool MayFit)> Rows(long before)
    {
        var (topic, reason) = (Word(filter.Topic), Word(filter.Reason));
        var group = filter.Group is null ? 0 : SearchHash.TryParse(filter.Group, out var number) ? number : -1;
        if ((topic < 0 && !DeliveryMatch.TakesHandOvers(filter))
            || (reason < 0 && !DeliveryMatch.TakesHandOvers(filter)))
        {
            yield break;
        }

        (Candidate Row, bool MayFit)? last = null;
        foreach (var row in Id is { } id ? ById(id, before) : Merged(Streams(topic, reason, group, before)))
        {
            var next = (Row: row, MayFit: MayFit(row));
            if (last is { } one && one.Row.Key == row.Key)
            {
                // A delivery with a hand-over that is a dead letter, or several.
                last = next.MayFit && (row.IsHandOver || !one.MayFit) ? next : one;
                continue;
            }

            if (last is { } done)
            {
                yield return done;
            }

            last = next;
        }

        if (last is { } lowest)
        {
            yield return lowest;
        }

        bool MayFit(Candidate row) => row.IsHandOver || ((topic is null || row.Topic == topic) && IsOfTime(row) && (
            (Id is not null && DeliveryMatch.TakesHandOvers(filter))
            || ((reason is null || row.Reason == reason) && (filter.State is null || row.State == filter.State)
                && (filter.Group is null || row.Group == group)
                && (filter.MinAttempts is null
                    || row.Attempts >= Math.Min(filter.MinAttempts.Value, IndexTables.MaxAttempts)))));
    }

    private bool IsOfTime(Candidate row) =>
        (filter.From is null || row.Received >= _from + SlackMilliseconds)
            && (filter.To is null || row.Received <= _to - SlackMilliseconds);

    // Null when any will do; below 0 when no row can have it. A word that found no room shares 0.
    private long? Word(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return _index.Statement("SELECT id FROM words WHERE text = ?1").Bind(1, text).ReadNumber()
            ?? (_index.First("SELECT count(*) FROM words WHERE id > ?1", 0) >= IndexWords.Max ? 0 : -1);
    }

    private IEnumerable<Candidate> ById((SearchId Kind, string Text) id, long before)
    {
        foreach (var key in IdSearch.Find(_index, segment, 0, SearchHash.Of(id.Kind, id.Text), before))
        {
            foreach (var state in IndexTables.All)
            {
                var row = _index.Statement($"SELECT {Candidate.Columns} FROM {IndexTables.Of(state)} WHERE key = ?1")
                    .Bind(1, key);
                if (row.Read())
                {
                    yield return Candidate.Read(row, state);
                }

                row.Reset();
            }
        }
    }

    private List<CandidateStream> Streams(long? topic, long? reason, long group, long before)
    {
        List<CandidateStream> streams = [
            .. DeliveryMatch.TakesHandOvers(filter) ? DeadHandOvers.Streams(connection.Journal, filter, before) : []];
        // What is later is left out by SQLite: in a dense minute it is more rows than a search looks at.
        var latest = filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        foreach (var state in topic < 0 || reason < 0 ? [] : States)
        {
            var start = Math.Min(before, KeyAt(state, _to));
            if (filter.Republished)
            {
                streams.Add(CandidateStream.OfRepublished(_index, state, start, _from));
            }
            else if (filter.Group is not null)
            {
                streams.Add(CandidateStream.Of(_index, state, "grp", group, start, _from, latest));
            }
            else if (reason is > IndexTables.Completed)
            {
                streams.Add(CandidateStream.Of(_index, state, "reason", reason.Value, start, _from, latest));
            }
            else if (topic is not null)
            {
                streams.Add(CandidateStream.Of(_index, state, "topic", topic.Value, start, _from, latest));
            }
            else if (filter.MinAttempts is > 1 and var least)
            {
                var table = IndexTables.Of(state);
                for (long? value = Math.Min(least, IndexTables.MaxAttempts); value is not null;)
                {
                    streams.Add(CandidateStream.Of(_index, state, "attempts", value.Value, start, _from, latest));
                    value = _index.First(
                        $"SELECT min(attempts) FROM {table} WHERE attempts > ?1 AND attempts > 1", value.Value);
                }
            }
            else
            {
                streams.Add(CandidateStream.Of(_index, state, null, 0, start, _from, latest));
            }
        }

        return streams;
    }

    private static IEnumerable<Candidate> Merged(List<CandidateStream> streams)
    {
        try
        {
            while (streams.MaxBy(stream => stream.Current?.Key ?? long.MinValue) is { Current: { } row } highest)
            {
                yield return row;
                highest.Next();
            }
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    // The lowest key of a state that was received at a moment or later, found by halves.
    private long KeyAt(DeliveryState state, long at)
    {
        if (at == long.MaxValue)
        {
            return long.MaxValue;
        }

        var table = IndexTables.Of(state);
        var low = _index.First($"SELECT min(key) FROM {table} WHERE key > ?1", long.MinValue) ?? 0;
        var high = (_index.First($"SELECT max(key) FROM {table} WHERE key > ?1", long.MinValue) ?? 0) + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var row = _index.Statement($"SELECT key, received FROM {table} WHERE key >= ?1 ORDER BY key LIMIT 1")
                .Bind(1, middle);
            (low, high) = row.Read() && row.Int64(1) < at ? (row.Int64(0) + 1, high) : (low, middle);
            row.Reset();
        }

        return low;
    }
}
