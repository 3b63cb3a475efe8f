using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Removes finished deliveries and known events whose time is over, a few hundred rows in a transaction, so that no record waits for it.
/// The file keeps its size and uses the room again.
/// </summary>
internal sealed class SqliteRetention(SqliteWriter writer, DeliveryLedger deliveries, HandOverLedger handOvers, JournalOptions options, JournalClock clock)
{
    private const int Chunk = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _next;

    private long Before => clock.After(-options.Retention);

    public void Tick()
    {
        if (clock.Now >= _next)
        {
            _next = clock.After(Pause);
            Post();
            PostSweep();
        }
    }

    private void Post()
    {
        var removed = 0;
        writer.TryPost(new SqliteTask<bool>(
            () => removed = Math.Max(Remove("known_events"), Remove("finished")),
            () =>
            {
                deliveries.TrimKnown();
                if (removed == Chunk)
                {
                    Post();
                }

                return true;
            }));
    }

    private void PostSweep()
    {
        var upTo = 0L;
        writer.TryPost(new SqliteTask<bool>(
            () => upTo = handOvers.Sweep(),
            () =>
            {
                if (handOvers.Swept(upTo))
                {
                    PostSweep();
                }

                return true;
            }));
    }

    // Rows are in the order of recording: what is over stands on the left, and one that ended late holds up those behind it for a day at most. One that is
    // further ahead of the clock than it is ever kept was written by a clock that was wrong.
    private int Remove(string table)
    {
        long last = 0;
        var count = 0;
        using (var rows = new SqliteStatement(writer.File.Handle, $"SELECT id, at FROM {table} ORDER BY id LIMIT {Chunk}"))
        {
            var (before, beyond) = (Before, clock.After(options.Retention));
            while (rows.Read() && (rows.Int64(1) < before || rows.Int64(1) > beyond))
            {
                last = rows.Int64(0);
                count++;
            }
        }

        if (count > 0)
        {
            using var delete = new SqliteStatement(writer.File.Handle, $"DELETE FROM {table} WHERE id <= ?1");
            delete.Bind(1, last).Execute();
        }

        return count;
    }
}
