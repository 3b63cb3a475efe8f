namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>How often deliveries came again, in the file. Changes are made by the writer's thread alone.</summary>
internal static class DuplicateRows
{
    private const string HasDelivery = """
        (EXISTS (SELECT 1 FROM deliveries WHERE id = {0}) OR EXISTS (SELECT 1 FROM finished WHERE id = {0})
            OR EXISTS (SELECT 1 FROM dead_letters WHERE id = {0}))
        """;

    private static readonly string Insert = $"""
        INSERT INTO duplicates SELECT ?1, ?2, ?3, ?4 WHERE {HasDelivery.Replace("{0}", "?1", StringComparison.Ordinal)}
        ON CONFLICT (delivery) DO UPDATE SET
            count = count + excluded.count, first = min(first, excluded.first), last = max(last, excluded.last)
        """;

    private static readonly string DeleteOrphans = $"""
        DELETE FROM duplicates WHERE delivery > ?1 AND delivery <= ?2
            AND NOT {HasDelivery.Replace("{0}", "duplicates.delivery", StringComparison.Ordinal)}
        """;

    /// <summary>Adds to what is known of deliveries; one that is gone has no count.</summary>
    public static void Add(SqliteFile file, List<DuplicateCount> counts)
    {
        using var row = new SqliteStatement(file.Handle, Insert);
        foreach (var count in counts)
        {
            row.Bind(1, count.Delivery).Bind(2, count.Count).Bind(3, count.First).Bind(4, count.Last).Execute();
        }
    }

    /// <summary>Removes what is of deliveries that are gone, behind one key and up to another.</summary>
    public static void RemoveOrphans(SqliteFile file, long behind, long upTo)
    {
        using var rows = new SqliteStatement(file.Handle, DeleteOrphans);
        rows.Bind(1, behind).Bind(2, upTo).Execute();
    }

    /// <summary>Removes what is known of a delivery.</summary>
    public static void Remove(SqliteFile file, long delivery)
    {
        using var row = new SqliteStatement(file.Handle, "DELETE FROM duplicates WHERE delivery = ?1");
        row.Bind(1, delivery).Execute();
    }

    /// <summary>How often a delivery came again; null when it never did.</summary>
    public static DuplicateCount? Find(long delivery, Func<string, SqliteStatement> prepare) =>
        prepare("SELECT count, first, last FROM duplicates WHERE delivery = ?1").Bind(1, delivery)
            .ReadFirst<DuplicateCount?>(
                row => new DuplicateCount(delivery, row.Int64(0), row.Int64(1), row.Int64(2)));
}
