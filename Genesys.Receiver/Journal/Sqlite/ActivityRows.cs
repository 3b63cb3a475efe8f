namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The counts of each minute, in the file. Used by the writer's thread alone.</summary>
internal static class ActivityRows
{
    /// <summary>Adds counts to those of their minutes.</summary>
    public static void Add(SqliteFile file, IEnumerable<(long Minute, long[] Counts)> minutes)
    {
        using var row = new SqliteStatement(file.Handle, """
            INSERT INTO activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (minute) DO UPDATE SET
            accepted = accepted + excluded.accepted, rejected = rejected + excluded.rejected, duplicates = duplicates + excluded.duplicates,
            finished = finished + excluded.finished, dead_lettered = dead_lettered + excluded.dead_lettered, handed_over = handed_over + excluded.handed_over,
            republished = republished + excluded.republished
            """);
        foreach (var (minute, counts) in minutes)
        {
            row.Bind(1, minute);
            for (var i = 0; i < ActivityCounts.Kinds; i++)
            {
                row.Bind(i + 2, counts[i]);
            }

            row.Execute();
        }
    }

    /// <param name="rows">A statement for the counts between two moments.</param>
    /// <param name="from">The first, in milliseconds since 1970.</param>
    /// <param name="to">The second.</param>
    public static List<(long Minute, long[] Counts)> Read(SqliteStatement rows, long from, long to) =>
        rows.Bind(1, from).Bind(2, to).ReadAll(
            row => (row.Int64(0), Enumerable.Range(1, ActivityCounts.Kinds).Select(row.Int64).ToArray()));
}
