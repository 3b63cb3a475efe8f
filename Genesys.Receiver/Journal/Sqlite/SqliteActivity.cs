namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Writes the counts of each minute, and how often deliveries came again, every few seconds and at the end.
/// </summary>
internal sealed class SqliteActivity(SqliteWriter writer, ActivityCounts counts, JournalClock clock)
{
    // Deliveries that came again, in one transaction: records wait for it.
    private const int Chunk = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _next;

    public void Tick()
    {
        if (clock.Now >= _next)
        {
            _next = clock.After(Interval);
            WriteMinutes();
            WriteDuplicates(Chunk);
        }
    }

    /// <summary>Writes all that is left: the writer takes no more work after it.</summary>
    public void Flush()
    {
        WriteMinutes();
        WriteDuplicates(DuplicateCounts.MaxDeliveries + 1);
    }

    private void WriteMinutes()
    {
        var minutes = counts.Take();
        Post(
            minutes.Count, () => ActivityRows.Add(writer.File, minutes), () => counts.Written(minutes),
            () => counts.GiveBack(minutes));
    }

    private void WriteDuplicates(int max)
    {
        var taken = counts.Duplicates.Take(max);
        Post(
            taken.Count,
            () => DuplicateRows.Add(writer.File, taken),
            () =>
            {
                if (taken.Count == max)
                {
                    WriteDuplicates(max);
                }
            },
            () => counts.Duplicates.GiveBack(taken));
    }

    private void Post(int count, Action write, Action written, Action failed)
    {
        if (count > 0
            && !writer.TryPost(
                new SqliteTask<bool>(
                    write,
                    () =>
                    {
                        written();
                        return true;
                    },
                    failed)))
        {
            failed();
        }
    }
}
