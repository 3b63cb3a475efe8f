using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>Ends the processing of deliveries and records their hand-overs, in one transaction.</summary>
internal sealed class EndingDeliveries(
    PostgresDatabase database, Func<HandOverBatch> newBatch, PostgresHandOvers handOvers)
{
    private const string Held = $"""
        SELECT d.id FROM journal.deliveries d JOIN ({PostgresStatements.Held}) h ON h.id = d.id AND h.lease = d.lease ORDER BY d.id FOR UPDATE OF d
        """;

    /// <param name="deliveries">The leases.</param>
    /// <param name="wanted">What is handed over; null for nothing.</param>
    /// <param name="end">The statement that ends them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask RunAsync(
        IReadOnlyList<LeasedDelivery> deliveries, NewHandOvers? wanted, (string Sql, object[] Parameters) end,
        CancellationToken cancellationToken)
    {
        var ending = Of(deliveries, wanted);
        if (ending.Count == 0)
        {
            await database.ExecuteAsync(end.Sql, cancellationToken, end.Parameters);
            return;
        }

        var batch = newBatch();
        await batch.NameAsync([.. ending.SelectMany(one => one.Destinations).Distinct(StringComparer.Ordinal)]);
        await database.UseAsync(connection => WriteAsync(connection, ending, wanted!, batch, end), cancellationToken);
        database.Wrote();
        handOvers.Recorded(batch);
    }

    private async Task<bool> WriteAsync(
        NpgsqlConnection connection, List<Ending> ending, NewHandOvers wanted, HandOverBatch batch,
        (string Sql, object[] Parameters) end)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var (held, content) = await HoldAsync(connection, ending, batch);
        foreach (var one in ending.Where(one => held.Contains(one.Delivery.Key)))
        {
            await batch.AddAsync(
                connection, one.Delivery.Key, one.Conversation, one.Destinations, wanted.Content is null ? 0 : content,
                () => one.Delivery.Record.Delivery.EventType);
        }

        List<(string Sql, object[] Parameters)> statements = [.. batch.Statements(wanted.ConversationError), end];
        if (!batch.IsEmpty && wanted.Content is not null)
        {
            statements.Insert(0, (HandOverStatements.InsertContent, [content, HandOverBatch.Encode(wanted.Content)]));
        }

        await using (var write = PostgresDatabase.Batch(connection, statements.ToArray()))
        {
            await write.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    }

    // The conversations' locks come first in every transaction that takes them.
    private async Task<(HashSet<long> Held, long Content)> HoldAsync(
        NpgsqlConnection connection, List<Ending> ending, HandOverBatch batch)
    {
        await using var read = PostgresDatabase.Batch(
            connection,
            (PostgresStatements.ReadPromise, []),
            (HandOverStatements.LockConversations,
                [batch.LocksOf(ending.Select(one => (one.Conversation, one.Destinations)))]),
            ("SELECT nextval('journal.hand_over_ids')", []),
            (Held,
                [
                    ending.Select(one => one.Delivery.Key).ToArray(),
                    ending.Select(one => one.Delivery.Lease).ToArray()]));
        await using var reader = await read.ExecuteReaderAsync();
        await database.ReadPromiseAsync(reader, default);
        await reader.NextResultAsync();
        var content = (await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), default))[0];
        await reader.NextResultAsync();
        return ([.. await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), default)], content);
    }

    private static List<Ending> Of(IReadOnlyList<LeasedDelivery> deliveries, NewHandOvers? wanted)
    {
        var ending = new List<Ending>();
        foreach (var delivery in deliveries)
        {
            if (wanted?.DestinationsOf(delivery) is { Count: > 0 } destinations)
            {
                var of = delivery.Record.Delivery;
                ending.Add(new Ending(delivery, DedupeKey.OfConversation(of.Account, of.ConversationId), destinations));
            }
        }

        return ending;
    }

    private sealed record Ending(LeasedDelivery Delivery, long Conversation, IReadOnlyList<string> Destinations);
}
