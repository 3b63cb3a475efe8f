using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// Removes what no hand-over needs any more, a second after the last ended. Two receivers that end the last two at the
/// same time each see the other's: so they look when both are committed. What a receiver that died didn't look at is
/// found by the next one that starts.
/// </summary>
internal sealed class HandedOverCleaning(PostgresDatabase database)
{
    private const int Chunk = 5_000;

    private readonly ConcurrentQueue<(long Delivery, long Content)> _ended = new();
    private readonly Dictionary<string, long?> _sweptUpTo = new(StringComparer.Ordinal)
    {
        ["payloads"] = long.MinValue,
        ["contents"] = long.MinValue
    };

    public void Add(IEnumerable<(long Delivery, long Content, int Destination)> ended)
    {
        foreach (var (delivery, content, _) in ended)
        {
            _ended.Enqueue((delivery, content));
        }
    }

    public async Task RunAsync()
    {
        while (!_ended.IsEmpty)
        {
            var ended = new List<(long Delivery, long Content)>();
            while (ended.Count < Chunk && _ended.TryDequeue(out var one))
            {
                ended.Add(one);
            }

            try
            {
                await CleanAsync("payloads", [.. ended.Select(one => one.Delivery).Distinct().Order()]);
                await CleanAsync(
                    "contents",
                    [.. ended.Select(one => one.Content).Where(content => content != 0).Distinct().Order()]);
            }
            catch (JournalUnavailableException)
            {
                ended.ForEach(_ended.Enqueue);
                throw;
            }
        }

        await SweepAsync("payloads");
        await SweepAsync("contents");
    }

    // A chunk a second of what was there when this receiver started.
    private async Task SweepAsync(string table)
    {
        if (_sweptUpTo[table] is { } from)
        {
            var ids = await database.QueryAsync(
                $"SELECT id FROM journal.{table} WHERE id > $1 ORDER BY id LIMIT {Chunk}", row => row.GetInt64(0),
                default, from);
            await CleanAsync(table, [.. ids]);
            _sweptUpTo[table] = ids.Count == Chunk ? ids[^1] : null;
        }
    }

    // Locked first: whoever adds a hand-over to a payload that is there already locks it too, and is seen by the second
    // statement or waits for it.
    private async Task CleanAsync(string table, long[] ids)
    {
        if (ids.Length == 0)
        {
            return;
        }

        var (column, states) = table == "payloads" ? ("delivery", "AND h.state IN (0, 2)") : ("content", "");
        var delete = $"""
            WITH gone AS (
                DELETE FROM journal.{table} p WHERE p.id = ANY ($1)
                AND NOT EXISTS (SELECT FROM journal.hand_overs h WHERE h.{column} = ANY (ARRAY[p.id]) {states}) RETURNING octet_length(record) AS bytes)
            INSERT INTO journal.hand_over_counts (destination, bytes) SELECT 0, -sum(bytes) FROM gone HAVING count(*) > 0
            """;
        await database.TransactAsync(
            async connection =>
            {
                await connection.RunAsync(
                    $"SELECT FROM journal.{table} WHERE id = ANY ($1) ORDER BY id FOR UPDATE", ids);
                return await connection.RunAsync(delete, ids);
            },
            default);
    }
}
