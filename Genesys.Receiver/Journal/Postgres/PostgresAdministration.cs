using Genesys.Receiver.Journal.Postgres.HandOvers;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What an operator does to anomalies, and what operators are to be told.</summary>
internal sealed class PostgresAdministration(
    PostgresDatabase database, PostgresEntries entries, PostgresNotices notices, PostgresHandOvers handOvers,
    JournalClock clock)
    : IJournalAdministration
{
    private const string Expiring = """
        SELECT NULL::text, count(*) FROM journal.dead_letters WHERE at >= $1 AND at < $2 HAVING count(*) > 0
        UNION ALL
        SELECT d.name, count(*) FROM journal.hand_overs h JOIN journal.destinations d ON d.id = h.destination
        WHERE h.state = 2 AND h.ended >= $1 AND h.ended < $2 GROUP BY d.name
        """;

    private const string ReplayAside = """
        WITH gone AS (DELETE FROM journal.set_aside WHERE id = $1 RETURNING record)
        INSERT INTO journal.anomalies (id, received, record) OVERRIDING SYSTEM VALUE SELECT $1, $2, record FROM gone RETURNING id
        """;

    public async ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var aside = (await entries.FindAnomaliesAsync([key], cancellationToken)).FirstOrDefault();
        if (aside is not { State: AnomalyState.SetAside })
        {
            return null;
        }

        var ids = await database.QueryAsync(
            ReplayAside, row => row.GetInt64(0), cancellationToken, key,
            aside.Record.ReceivedAt.ToUnixTimeMilliseconds());
        notices.Send(deliveries: false, anomalies: true);
        return ids.Count == 0 ? null : ids[0];
    }

    public async ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            "DELETE FROM journal.set_aside WHERE id = $1 RETURNING id", row => row.GetInt64(0), cancellationToken,
            key)).Count > 0;

    public async ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken) =>
        (await database.ScanAsync(
            "SELECT count(*) FROM journal.set_aside", row => row.GetInt64(0), cancellationToken))[0];

    public async ValueTask<bool> TellExpiringAsync(
        DateTimeOffset failedBefore, Func<ExpiringDeadLetters, OperatorEvent> eventOf,
        IReadOnlyList<string> destinations, CancellationToken cancellationToken) =>
        await handOvers.RecordOperatorEventsAsync(
            async (connection, insert) =>
            {
                var before = clock.OfPast(failedBefore);
                var told = (await connection.ReadAsync(
                    "SELECT told FROM journal.expiry FOR UPDATE", row => row.GetInt64(0)))[0];
                var found = await connection.ReadAsync(
                    Expiring,
                    row => new ExpiringDeadLetters(row.TextOrNull(0), (int)row.GetInt64(1)),
                    told,
                    before);
                if (!await insert([.. found.Select(eventOf)]))
                {
                    return false;
                }

                await connection.RunAsync("UPDATE journal.expiry SET told = $1 WHERE told < $1", before);
                return true;
            },
            destinations,
            cancellationToken);
}
