using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>The keys of destinations by their names. A row is never removed.</summary>
internal sealed class DestinationIds(PostgresDatabase database, DestinationLimits limits)
{
    private const string FindOrAdd = """
        WITH fresh AS (INSERT INTO journal.destinations (name, in_order) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id)
        SELECT id FROM fresh UNION ALL SELECT id FROM journal.destinations WHERE name = $1
        """;

    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);

    public async ValueTask<int> OfAsync(string name, CancellationToken cancellationToken)
    {
        // One that another receiver adds at this moment shows in the next statement.
        while (!_ids.ContainsKey(name))
        {
            foreach (var id in await database.QueryAsync(
                FindOrAdd, row => row.GetInt32(0), cancellationToken, name, limits.Of(name).InOrder))
            {
                _ids[name] = id;
            }
        }

        return _ids[name];
    }
}
