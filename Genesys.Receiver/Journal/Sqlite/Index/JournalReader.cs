using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Reads the journal's file on a connection of its own, beside the thread that writes it. Used by one caller at a time.
/// </summary>
internal sealed class JournalReader(string path) : SqliteReader(path)
{
    private const string Open = "SELECT id, NULL, 0, rounds, record FROM deliveries";
    private const string Finished = "SELECT id, at, discarded IS NOT NULL, rounds, record FROM finished";
    private const string Dead = "SELECT id, at, 0, rounds, record FROM dead_letters";
    private const string Range = " WHERE id > ?1 AND id <= ?2 ORDER BY id";
    private const string Key = " WHERE id = ?1";

    private static readonly (string Table, string After, string ByKey, DeliveryState State)[] Sources =
    [
        ("deliveries", Open + Range, Open + Key, DeliveryState.Open),
        ("dead_letters", Dead + Range, Dead + Key, DeliveryState.DeadLetter),
        ("finished", Finished + Range, Finished + Key, DeliveryState.Finished),
    ];

    /// <summary>What a row says, and the record that it has while the row is read.</summary>
    public delegate void Row(in DeliveryFacts facts, in DeliveryIds ids);

    /// <summary>An anomaly's key, and its record while the row is read.</summary>
    public delegate void AnomalyRow(long key, in AnomalyIds ids);

    /// <summary>Id of the journal.</summary>
    public string Id => Statement("SELECT id FROM journal WHERE rowid = 1").ReadFirst(row => row.Text(0)) ?? "";

    /// <summary>The last row of what was erased, whether it is there still or not.</summary>
    public long LastErased => First("SELECT seq FROM sqlite_sequence WHERE name = 'erased' AND ?1 = 0", 0) ?? 0;

    /// <summary>Reads deliveries behind a key, at most about <paramref name="max"/> of them.</summary>
    /// <returns>The key up to which all were read; null when there are none.</returns>
    public long? ReadAfter(long key, int max, Row read)
    {
        long? horizon = null;
        foreach (var (table, _, _, _) in Sources)
        {
            if (First($"SELECT id FROM {table} WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET {max - 1}", key) is { } last)
            {
                horizon = Math.Min(horizon ?? long.MaxValue, last);
            }
        }

        long? highest = null;
        foreach (var (_, after, _, state) in Sources)
        {
            var rows = Statement(after).Bind(1, key).Bind(2, horizon ?? long.MaxValue);
            while (rows.Read())
            {
                highest = Math.Max(highest ?? 0, rows.Int64(0));
                Read(rows, state, read);
            }
        }

        return horizon ?? highest;
    }

    /// <summary>Reads a delivery as it stands; false when there is none.</summary>
    public bool TryRead(long key, Row read)
    {
        foreach (var (_, _, byKey, state) in Sources)
        {
            var row = Statement(byKey).Bind(1, key);
            if (row.Read())
            {
                Read(row, state, read);
                row.Reset();
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads anomalies behind a key; returns the last key, null when there are none.</summary>
    public long? ReadAnomaliesAfter(long key, int max, AnomalyRow read)
    {
        long? last = null;
        var rows = Statement("""
            SELECT id, record FROM (SELECT id, record FROM anomalies WHERE id > ?1 ORDER BY id LIMIT ?2)
            UNION ALL SELECT id, record FROM (SELECT id, record FROM set_aside WHERE id > ?1 ORDER BY id LIMIT ?2) ORDER BY id LIMIT ?2
            """).Bind(1, key).Bind(2, max);
        while (rows.Read())
        {
            last = rows.Int64(0);
            read(last.Value, AnomalyIds.Read(rows.Blob(1)));
        }

        return last;
    }

    /// <summary>What was erased behind a row.</summary>
    public List<(long Id, long Key, long Conversation)> ErasedAfter(long id) =>
        Statement("SELECT id, key, conversation FROM erased WHERE id > ?1 ORDER BY id LIMIT 1000").Bind(1, id)
            .ReadAll(row => (row.Int64(0), row.Int64(1), row.Int64(2)));

    private static void Read(SqliteStatement row, DeliveryState state, Row read)
    {
        var ids = DeliveryIds.Read(row.Blob(4));
        var (attempts, status, reason) = AttemptHistory.Last(row.Bytes(3));
        var facts = new DeliveryFacts(
            row.Int64(0),
            row.Int64(2) == 1 ? DeliveryState.Discarded : state,
            ids.ReceivedAt,
            row.Number(1) ?? ids.ReceivedAt,
            TopicOf(ids.EventType),
            reason,
            status,
            attempts);
        read(facts, ids);
    }

    private static string TopicOf(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
