namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Removes finished deliveries, known events and rests whose time is over, in chunks, so that no record waits for it.</summary>
internal sealed class PostgresRetention(PostgresDatabase database, JournalOptions options, JournalClock clock)
{
    private const int Chunk = 1_000;

    public async Task RunAsync()
    {
        await RemoveAsync("known_events", "event", options.Retention);
        await RemoveAsync("finished", "id", options.Retention);
        await RemoveAsync("hand_overs", "id", options.Retention, "ended", "state IN (1, 3) AND ");
        await RemoveAsync("resting", "conversation", PostgresDeliveries.LongestRest);
    }

    private async Task RemoveAsync(string table, string key, TimeSpan age, string at = "at", string which = "")
    {
        var sql = $"""
            WITH gone AS (DELETE FROM journal.{table} WHERE {key} IN (
                SELECT {key} FROM journal.{table} WHERE {which}({at} < $1 OR {at} > $2) ORDER BY {at} LIMIT {Chunk} FOR UPDATE SKIP LOCKED) RETURNING 1)
            SELECT count(*) FROM gone
            """;

        // One that is further ahead of the clock than it is ever kept was written by a clock that was wrong.
        var (before, beyond) = (clock.After(-age), clock.After(age));
        while ((await database.QueryAsync(sql, row => row.GetInt64(0), default, before, beyond))[0] == Chunk)
        {
        }
    }
}
