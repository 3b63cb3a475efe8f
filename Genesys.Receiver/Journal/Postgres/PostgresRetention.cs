namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Removes finished deliveries and known events whose time is over, in chunks, so that no record waits for it.</summary>
internal sealed class PostgresRetention(PostgresDatabase database, JournalOptions options, TimeProvider time)
{
    private const int Chunk = 1_000;
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    private DateTimeOffset _next;

    public async Task RunAsync()
    {
        var now = time.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        _next = now + _pause;
        await RemoveAsync("known_events", "event", now).ConfigureAwait(false);
        await RemoveAsync("finished", "id", now).ConfigureAwait(false);
    }

    private async Task RemoveAsync(string table, string key, DateTimeOffset now)
    {
        var sql = $"""
            WITH gone AS (DELETE FROM journal.{table} WHERE {key} IN (
                SELECT {key} FROM journal.{table} WHERE at < $1 ORDER BY at LIMIT {Chunk} FOR UPDATE SKIP LOCKED) RETURNING 1)
            SELECT count(*) FROM gone
            """;
        var before = (now - options.Retention).ToUnixTimeMilliseconds();
        while ((await database.QueryAsync(sql, row => row.GetInt64(0), default, before).ConfigureAwait(false))[0] == Chunk)
        {
        }
    }
}
