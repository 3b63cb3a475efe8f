namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Writes the counts of each minute every few seconds, and at the end.</summary>
internal sealed class SqliteActivity(SqliteWriter writer, ActivityCounts counts, JournalClock clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _next;

    public void Tick()
    {
        if (clock.Now >= _next)
        {
            _next = clock.After(Interval);
            Flush();
        }
    }

    public void Flush()
    {
        var minutes = counts.Take();
        if (minutes.Count > 0
            && !writer.TryPost(
                new SqliteTask<bool>(
                    () => ActivityRows.Add(writer.File, minutes), () => true, () => counts.GiveBack(minutes))))
        {
            counts.GiveBack(minutes);
        }
    }
}
