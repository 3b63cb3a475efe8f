using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>Which destinations keep the order of a conversation, as the database knows it.</summary>
internal sealed class DestinationOrders(PostgresDatabase database)
{
    // A statement of so many stays far below the time that a database has for one.
    private const int AtATime = 5_000;

    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);

    /// <summary>
    /// Once in each run, and when the order is configured anew: what waits already gets its place in the order of its
    /// conversation.
    /// </summary>
    public async ValueTask KeepAsync(string destination, int id, bool inOrder, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(destination, out var known) && known == inOrder)
        {
            return;
        }

        await database.ExecuteAsync(
            "UPDATE journal.destinations SET in_order = $2 WHERE id = $1 AND in_order <> $2", cancellationToken, id,
            inOrder);
        var (due, last) = (-1L, 0L);
        while (inOrder)
        {
            // Whatever the destination says: a run before this one may have ended in the middle.
            var passed = await database.ChangeAsync(
                HandOverStatements.PutInOrder, row => (Due: row.GetInt64(0), Id: row.GetInt64(1)), cancellationToken,
                id, due, last, AtATime);
            if (passed is not [var end])
            {
                break;
            }

            (due, last) = end;
        }

        _kept[destination] = inOrder;
    }
}
