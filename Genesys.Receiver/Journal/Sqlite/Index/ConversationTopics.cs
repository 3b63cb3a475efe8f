using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Which conversations are known, and by events of which topics. The index alone is asked: a hash of 64 bits that leads
/// to another conversation's delivery is one in 10^13 of a journal of a million.
/// </summary>
internal static class ConversationTopics
{
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Find(
        SearchConnection connection, IdSegment? segment, IReadOnlyList<string> conversationIds, JournalClock clock)
    {
        connection.Begin();
        var known = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var id in conversationIds)
        {
            var topics = new HashSet<string>(StringComparer.Ordinal);
            var keys = IdSearch.Find(
                connection.Index, segment, 0, SearchHash.Of(SearchId.Conversation, id), long.MaxValue);
            foreach (var key in keys.Take(IJournalReconciliation.MaxEvents))
            {
                if (TopicOf(connection, key, clock) is { } topic)
                {
                    topics.Add(topic);
                }
            }

            if (topics.Count > 0)
            {
                known[id] = topics;
            }
        }

        return known;
    }

    private static string? TopicOf(SearchConnection connection, long key, JournalClock clock)
    {
        foreach (var state in IndexTables.All)
        {
            var row = connection.Index
                .Statement(
                    $"SELECT w.text FROM {IndexTables.Of(state)} t LEFT JOIN words w ON w.id = t.topic WHERE t.key = ?1").Bind(1, key);
            var isThere = row.Read();
            var topic = isThere ? row.Text(0) : null;
            row.Reset();
            if (isThere)
            {
                // A topic that found no room among the words stands in the record.
                return topic ?? EntryRows.Find(key, connection.Journal.Statement, clock)?.Record.Delivery.EventType;
            }
        }

        return null;
    }
}
