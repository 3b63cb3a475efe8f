using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What an operator reads and changes.</summary>
internal sealed class PostgresAdministration(
    PostgresDatabase database, PostgresActs acts, PostgresEntries entries, PostgresNotices notices, JournalClock clock) : IJournalAdministration
{
    private const string Open = "SELECT id, due, NULL, rounds, record FROM journal.deliveries";
    private const string Ended = "SELECT id, at, discarded, rounds, record FROM journal.finished";
    private const string Dead = "SELECT id, at, NULL, rounds, record FROM journal.dead_letters";
    private const string Waiting = "SELECT id, NULL::bigint, NULL, record FROM journal.anomalies WHERE shipped IS NULL AND";
    private const string Aside = "SELECT id, at, reason, record FROM journal.set_aside WHERE";

    private const string ReplayAside = """
        WITH gone AS (DELETE FROM journal.set_aside WHERE id = $1 RETURNING record)
        INSERT INTO journal.anomalies (id, received, record) OVERRIDING SYSTEM VALUE SELECT $1, $2, record FROM gone RETURNING id
        """;

    public async ValueTask<IReadOnlyList<DeliveryEntry>> ReadDeliveriesAsync(
        DeliveryState state, long before, int max, CancellationToken cancellationToken)
    {
        var sql = state switch
        {
            DeliveryState.Open => $"{Open} WHERE id < $1",
            DeliveryState.DeadLetter => $"{Dead} WHERE id < $1",
            DeliveryState.Finished => $"{Ended} WHERE id < $1 AND discarded IS NULL",
            _ => $"{Ended} WHERE id < $1 AND discarded IS NOT NULL",
        };
        return await database.QueryAsync($"{sql} ORDER BY id DESC LIMIT $2", row => Delivery(state, row), cancellationToken, before, max);
    }

    public async ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) =>
        (await entries.FindAsync([key], cancellationToken)).FirstOrDefault();

    public async ValueTask<long?> ReplayDeliveryAsync(long key, CancellationToken cancellationToken)
    {
        var done = await database.TransactAsync(connection => acts.ReplayAsync(connection, [key]), cancellationToken);
        acts.Done(done, replayed: true);
        return done.Count == 0 ? null : key;
    }

    public async ValueTask<bool> DiscardDeliveryAsync(long key, string reason, CancellationToken cancellationToken)
    {
        var done = await database.TransactAsync(connection => acts.DiscardAsync(connection, [key], reason), cancellationToken);
        acts.Done(done, replayed: false);
        return done.Count > 0;
    }

    public async ValueTask<IReadOnlyList<AnomalyEntry>> ReadAnomaliesAsync(
        AnomalyState state, long before, int max, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"{(state == AnomalyState.Waiting ? Waiting : Aside)} id < $1 ORDER BY id DESC LIMIT $2",
            row => Anomaly(state, row),
            cancellationToken,
            before,
            max);

    public async ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) =>
        (await entries.FindAnomaliesAsync([key], cancellationToken)).FirstOrDefault();

    public async ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var aside = await FindAnomalyAsync(key, cancellationToken);
        if (aside is not { State: AnomalyState.SetAside })
        {
            return null;
        }

        var ids = await database.QueryAsync(
            ReplayAside, row => row.GetInt64(0), cancellationToken, key, aside.Record.ReceivedAt.ToUnixTimeMilliseconds());
        notices.Send(deliveries: false, anomalies: true);
        return ids.Count == 0 ? null : ids[0];
    }

    public async ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            "DELETE FROM journal.set_aside WHERE id = $1 RETURNING id", row => row.GetInt64(0), cancellationToken, key)).Count > 0;

    public async ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync("SELECT count(*) FROM journal.set_aside", row => row.GetInt64(0), cancellationToken))[0];

    private DeliveryEntry Delivery(DeliveryState state, NpgsqlDataReader row)
    {
        var at = row.GetInt64(1);
        return new DeliveryEntry
        {
            Key = row.GetInt64(0),
            State = state,
            Record = DeliveryCodec.Read(row.GetFieldValue<byte[]>(4)),
            Attempts = AttemptHistory.Read(row.IsDBNull(3) ? null : row.GetString(3)),
            DueAt = state == DeliveryState.Open ? clock.WhenDue(at) : null,
            EndedAt = state == DeliveryState.Open ? null : DateTimeOffset.FromUnixTimeMilliseconds(at),
            DiscardReason = row.IsDBNull(2) ? null : row.GetString(2),
        };
    }

    private static AnomalyEntry Anomaly(AnomalyState state, NpgsqlDataReader row) => new()
    {
        Key = row.GetInt64(0),
        State = state,
        SetAsideAt = row.IsDBNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        Reason = row.IsDBNull(2) ? null : row.GetString(2),
        Record = AnomalyCodec.Read(row.GetFieldValue<byte[]>(3)),
    };
}
