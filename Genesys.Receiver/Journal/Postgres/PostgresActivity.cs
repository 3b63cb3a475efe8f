namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The counts of each minute, over all receivers, and how often deliveries came again.</summary>
internal sealed class PostgresActivity(PostgresDatabase database, ActivityCounts counts, JournalClock clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // In the order of their minutes: two receivers that add to the same ones in another order would lock each other
    // out.
    private const string Add = """
        INSERT INTO journal.activity AS a SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS i (minute, a, r, d, f, l, h, p) ORDER BY minute
        ON CONFLICT (minute) DO UPDATE SET
            accepted = a.accepted + excluded.accepted, rejected = a.rejected + excluded.rejected, duplicates = a.duplicates + excluded.duplicates,
            finished = a.finished + excluded.finished, dead_lettered = a.dead_lettered + excluded.dead_lettered,
            handed_over = a.handed_over + excluded.handed_over, republished = a.republished + excluded.republished
        """;

    private long _flushAt;

    /// <summary>The same every few seconds; what can't be written is written with the next.</summary>
    public async Task FlushWhenDueAsync()
    {
        if (clock.Now < _flushAt)
        {
            return;
        }

        try
        {
            _flushAt = clock.After(Interval);
            await FlushAsync();
        }
        catch (JournalUnavailableException)
        {
            // It is kept.
        }
    }

    /// <summary>Writes what was counted since the last time.</summary>
    public async Task FlushAsync()
    {
        await FlushMinutesAsync();
        await PostgresDuplicates.FlushAsync(database, counts.Duplicates);
    }

    private async Task FlushMinutesAsync()
    {
        var minutes = counts.Take();
        if (minutes.Count == 0)
        {
            return;
        }

        try
        {
            await database.ExecuteAsync(
                Add,
                default,
                [
                    minutes.Select(minute => minute.Minute).ToArray(),
                    .. Enumerable.Range(0, ActivityCounts.Kinds)
                    .Select(kind => minutes.Select(minute => minute.Counts[kind]).ToArray()),
                ]);
            counts.Written(minutes);
        }
        catch
        {
            counts.GiveBack(minutes);
            throw;
        }
    }

    public ValueTask<IReadOnlyList<ActivityMinute>> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        return counts.ShowAsync(
            async () => await database.QueryAsync(
                "SELECT * FROM journal.activity WHERE minute >= $1 AND minute < $2",
                row => (row.GetInt64(0), Enumerable.Range(1, ActivityCounts.Kinds).Select(row.GetInt64).ToArray()),
                cancellationToken,
                first,
                last),
            first, last, cancellationToken);
    }
}
