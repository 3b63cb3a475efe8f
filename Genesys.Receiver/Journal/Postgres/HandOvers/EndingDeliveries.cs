using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>Ends the processing of deliveries and records their hand-overs, in one transaction.</summary>
internal sealed class EndingDeliveries(
    PostgresDatabase database, Func<HandOverBatch> newBatch, PostgresHandOvers handOvers)
{
    private const string Held = $"""
        SELECT d.id FROM journal.deliveries d JOIN ({PostgresStatements.Held}) h ON d.id = ANY (ARRAY[h.id]) AND h.lease = d.lease ORDER BY d.id + 0 FOR UPDATE OF d
        """;

    /// <param name="ended">The leases, and what is handed over of them; null for nothing.</param>
    /// <param name="end">
    /// The statement that ends all of them; returns the key of each that it ended, and whether a payload was kept.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The keys of those that were ended: of the others the lease isn't held.</returns>
    public async ValueTask<List<long>> RunAsync(
        IEnumerable<(IReadOnlyList<LeasedDelivery> Deliveries, NewHandOvers? Wanted)> ended,
        (string Sql, object[] Parameters) end, CancellationToken cancellationToken)
    {
        var ending = ended.SelectMany(one => Of(one.Deliveries, one.Wanted)).ToList();
        if (ending.Count == 0)
        {
            return Ended(await database.ChangeAsync(end.Sql, Read, cancellationToken, end.Parameters));
        }

        using var batch = newBatch();
        await batch.NameAsync([.. ending.SelectMany(one => one.Destinations).Distinct(StringComparer.Ordinal)]);
        var rows = await database.UseAsync(
            connection => WriteAsync(connection, ending, batch, end), cancellationToken);
        database.Wrote();
        handOvers.Recorded(batch);
        return Ended(rows);
    }

    private List<long> Ended(List<(long Key, bool IsKept)> rows)
    {
        handOvers.Kept(rows.Where(row => row.IsKept).Select(row => row.Key));
        return [.. rows.Select(row => row.Key)];
    }

    private static (long Key, bool IsKept) Read(NpgsqlDataReader row) => (row.GetInt64(0), row.GetBoolean(1));

    private async Task<List<(long Key, bool IsKept)>> WriteAsync(
        NpgsqlConnection connection, List<Ending> ending, HandOverBatch batch, (string Sql, object[] Parameters) end)
    {
        var contents = ending.Select(one => one.Wanted.Content).OfType<FetchedContent>().Distinct().ToList();
        await using var transaction = await connection.BeginTransactionAsync();
        var (held, keys) = await HoldAsync(connection, ending, contents.Count, batch);
        foreach (var one in ending.Where(one => held.Contains(one.Delivery.Key)))
        {
            var content = 0L;
            if (one.Wanted.Content is { } fetched)
            {
                content = keys[contents.IndexOf(fetched)];
                batch.AddContent(content, fetched);
            }

            await batch.AddAsync(
                connection, one.Delivery.Key, one.Conversation, one.Destinations, content, one.Wanted.ConversationError,
                () => one.Delivery.Record.Delivery.EventType);
        }

        // The last alone returns rows.
        List<(long, bool)> rows;
        await using (var write = PostgresDatabase.Batch(connection, [.. batch.Statements(), end]))
        await using (var reader = await write.ExecuteReaderAsync())
        {
            rows = await PostgresDatabase.ReadAsync(reader, Read, default);
        }

        await transaction.CommitAsync();
        return rows;
    }

    // The conversations' locks come first in every transaction that takes them.
    private async Task<(HashSet<long> Held, List<long> ContentKeys)> HoldAsync(
        NpgsqlConnection connection, List<Ending> ending, int contents, HandOverBatch batch)
    {
        await using var read = PostgresDatabase.Batch(
            connection,
            (PostgresStatements.Begin, []),
            (HandOverStatements.LockConversations,
                [batch.LocksOf(ending.Select(one => (one.Conversation, one.Destinations)))]),
            ("SELECT nextval('journal.hand_over_ids') FROM generate_series(1, $1)", [contents]),
            (Held,
                [
                    ending.Select(one => one.Delivery.Key).ToArray(),
                    ending.Select(one => one.Delivery.Lease).ToArray()]));
        await using var reader = await read.ExecuteReaderAsync();
        await database.ReadPromiseAsync(reader, default);
        await reader.NextResultAsync();
        var keys = await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), default);
        await reader.NextResultAsync();
        return ([.. await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), default)], keys);
    }

    private static IEnumerable<Ending> Of(IReadOnlyList<LeasedDelivery> deliveries, NewHandOvers? wanted)
    {
        foreach (var delivery in deliveries)
        {
            if (wanted?.DestinationsOf(delivery) is { Count: > 0 } destinations)
            {
                var of = delivery.Record.Delivery;
                yield return new Ending(
                    delivery, DedupeKey.OfConversation(of.Account, of.ConversationId), destinations, wanted);
            }
        }
    }

    private sealed record Ending(
        LeasedDelivery Delivery, long Conversation, IReadOnlyList<string> Destinations, NewHandOvers Wanted);
}
