using System.Buffers.Binary;
using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What an operator reads and changes.</summary>
internal sealed class PostgresAdministration(PostgresDatabase database, PostgresNotices notices, JournalClock clock) : IJournalAdministration
{
    private const string Open = "SELECT id, due, NULL, rounds, record FROM journal.deliveries";
    private const string Ended = "SELECT id, at, discarded, rounds, record FROM journal.finished";
    private const string Dead = "SELECT id, at, NULL, rounds, record FROM journal.dead_letters";
    private const string Waiting = "SELECT id, NULL::bigint, NULL, record FROM journal.anomalies";
    private const string Aside = "SELECT id, at, reason, record FROM journal.set_aside";

    private const string Replay = """
        WITH gone AS (DELETE FROM journal.dead_letters WHERE id = $1 RETURNING rounds, record),
        fresh AS (
            INSERT INTO journal.deliveries (id, received, due, conversation, rounds, event, record)
            SELECT nextval('journal.delivery_ids'), $2, least($2, $5), $3, rounds, $4, record FROM gone RETURNING id),
        known AS (INSERT INTO journal.known_events (event, id, at) SELECT $4, id, $5 FROM fresh ON CONFLICT DO NOTHING)
        SELECT id FROM fresh
        """;

    private const string Discard = $"""
        WITH gone AS (DELETE FROM journal.dead_letters WHERE id = $1 RETURNING id, rounds, record),
        {HandOverStatements.Keep}
        INSERT INTO journal.finished (id, at, discarded, rounds, record)
        SELECT id, $2, $3, rounds, {PostgresStatements.WithoutPayload} FROM gone
        RETURNING id
        """;

    private const string ReplayAside = """
        WITH gone AS (DELETE FROM journal.set_aside WHERE id = $1 RETURNING record)
        INSERT INTO journal.anomalies (received, record) SELECT $2, record FROM gone RETURNING id
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
        await FindStateAsync(key, cancellationToken) is { } found
            ? found with { HandOvers = await PostgresHandOverHistory.OfAsync(database, key, clock, cancellationToken) }
            : null;

    private async Task<DeliveryEntry?> FindStateAsync(long key, CancellationToken cancellationToken) =>
        await FindAsync(Open, key, row => Delivery(DeliveryState.Open, row), cancellationToken)
        ?? await FindAsync(Dead, key, row => Delivery(DeliveryState.DeadLetter, row), cancellationToken)
        ?? await FindAsync(
            Ended, key, row => Delivery(row.IsDBNull(2) ? DeliveryState.Finished : DeliveryState.Discarded, row), cancellationToken);

    public async ValueTask<long?> ReplayDeliveryAsync(long key, CancellationToken cancellationToken)
    {
        var dead = await FindAsync(Dead, key, row => Delivery(DeliveryState.DeadLetter, row), cancellationToken);
        if (dead is null)
        {
            return null;
        }

        var delivery = dead.Record.Delivery;
        var eventKey = new byte[DedupeKey.Size];
        BinaryPrimitives.WriteUInt128BigEndian(eventKey, DedupeKey.Of(delivery));
        var ids = await database.QueryAsync(
            Replay,
            row => row.GetInt64(0),
            cancellationToken,
            key,
            dead.Record.ReceivedAt.ToUnixTimeMilliseconds(),
            DedupeKey.OfConversation(delivery.Account, delivery.ConversationId),
            eventKey,
            clock.Now);
        notices.Send(deliveries: true, anomalies: false);
        return ids.Count == 0 ? null : ids[0];
    }

    public async ValueTask<bool> DiscardDeliveryAsync(long key, string reason, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Discard, row => row.GetInt64(0), cancellationToken, key, clock.Time.GetUtcNow().ToUnixTimeMilliseconds(), reason)).Count > 0;

    public async ValueTask<IReadOnlyList<AnomalyEntry>> ReadAnomaliesAsync(
        AnomalyState state, long before, int max, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"{(state == AnomalyState.Waiting ? Waiting : Aside)} WHERE id < $1 ORDER BY id DESC LIMIT $2",
            row => Anomaly(state, row),
            cancellationToken,
            before,
            max);

    public async ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) =>
        await FindAsync(Waiting, key, row => Anomaly(AnomalyState.Waiting, row), cancellationToken)
        ?? await FindAsync(Aside, key, row => Anomaly(AnomalyState.SetAside, row), cancellationToken);

    public async ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var aside = await FindAsync(Aside, key, row => Anomaly(AnomalyState.SetAside, row), cancellationToken);
        if (aside is null)
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

    private async Task<T?> FindAsync<T>(string sql, long key, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class =>
        (await database.QueryAsync($"{sql} WHERE id = $1", read, cancellationToken, key)).FirstOrDefault();

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
