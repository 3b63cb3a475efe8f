using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// Removes what no hand-over needs any more, a second after the last ended. Two receivers that end the last two at the
/// same time each see the other's, and a delivery that ends keeps its payload for a hand-over that ends at the same
/// time: so each looks when it is committed. What a receiver that died didn't look at is found by the next one that
/// starts.
/// </summary>
internal sealed class HandedOverCleaning(PostgresDatabase database)
{
    private const int Chunk = 5_000;

    // Most that a delivery keeps is still needed: what is looked at needn't be locked.
    private const string Needless = """
        SELECT id FROM journal.payloads p WHERE id = ANY ($1)
        AND NOT EXISTS (SELECT FROM journal.hand_overs h WHERE h.delivery = ANY (ARRAY[p.id]) AND h.state IN (0, 2))
        """;

    private readonly ConcurrentQueue<(long Delivery, long Content)> _ended = new();
    private readonly ConcurrentQueue<long> _kept = new();
    private readonly Dictionary<string, long?> _sweptUpTo = new(StringComparer.Ordinal)
    {
        ["payloads"] = long.MinValue,
        ["contents"] = long.MinValue
    };

    /// <summary>Payloads of deliveries were kept.</summary>
    public void Add(IEnumerable<long> kept)
    {
        foreach (var delivery in kept)
        {
            _kept.Enqueue(delivery);
        }
    }

    /// <summary>Hand-overs ended.</summary>
    public void Add(IEnumerable<(long Delivery, long Content, int Destination)> ended)
    {
        foreach (var (delivery, content, _) in ended)
        {
            _ended.Enqueue((delivery, content));
        }
    }

    public async Task RunAsync()
    {
        await TakeAsync(_ended, async ended =>
        {
            await CleanAsync("payloads", ended.Select(one => one.Delivery));
            await CleanAsync("contents", ended.Select(one => one.Content).Where(content => content != 0));
        });
        await TakeAsync(_kept, async kept => await CleanAsync(
            "payloads",
            await database.QueryAsync(Needless, row => row.GetInt64(0), default, kept.Distinct().ToArray())));
        await SweepAsync("payloads");
        await SweepAsync("contents");
    }

    // All that waits, a chunk at a time; of what fails nothing is lost.
    private static async Task TakeAsync<T>(ConcurrentQueue<T> waiting, Func<List<T>, Task> clean)
    {
        while (!waiting.IsEmpty)
        {
            var taken = new List<T>();
            while (taken.Count < Chunk && waiting.TryDequeue(out var one))
            {
                taken.Add(one);
            }

            try
            {
                await clean(taken);
            }
            catch (JournalUnavailableException)
            {
                taken.ForEach(waiting.Enqueue);
                throw;
            }
        }
    }

    // A chunk a second of what was there when this receiver started.
    private async Task SweepAsync(string table)
    {
        if (_sweptUpTo[table] is { } from)
        {
            var ids = await database.QueryAsync(
                $"SELECT id FROM journal.{table} WHERE id > $1 ORDER BY id LIMIT {Chunk}", row => row.GetInt64(0),
                default, from);
            await CleanAsync(table, ids);
            _sweptUpTo[table] = ids.Count == Chunk ? ids[^1] : null;
        }
    }

    // Locked first: whoever adds a hand-over to a payload that is there already locks it too, and is seen by the second
    // statement or waits for it.
    private async Task CleanAsync(string table, IEnumerable<long> keys)
    {
        var ids = keys.Distinct().Order().ToArray();
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
