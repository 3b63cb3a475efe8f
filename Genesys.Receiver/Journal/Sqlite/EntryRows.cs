using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Rows as an operator sees them.</summary>
internal static class EntryRows
{
    public const string Open = "SELECT id, due, NULL, rounds, record FROM deliveries WHERE";
    public const string Ended = "SELECT id, at, discarded, rounds, record FROM finished WHERE";
    public const string Dead = "SELECT id, at, NULL, rounds, record FROM dead_letters WHERE";
    public const string Anomalies = "SELECT id, shipped, NULL, record FROM anomalies WHERE";
    public const string Aside = "SELECT id, at, reason, record FROM set_aside WHERE";

    /// <summary>One delivery, in whatever state; null when there is none.</summary>
    /// <param name="prepare">Gives a statement of the journal's file.</param>
    /// <param name="clock">The journal's clock.</param>
    public static DeliveryEntry? Find(long key, Func<string, SqliteStatement> prepare, JournalClock clock)
    {
        var found = One(Open).ReadFirst(row => Delivery(DeliveryState.Open, row, clock))
            ?? One(Dead).ReadFirst(row => Delivery(DeliveryState.DeadLetter, row, clock))
            ?? One(Ended).ReadFirst(
                row => Delivery(row.IsNull(2) ? DeliveryState.Finished : DeliveryState.Discarded, row, clock));
        return found is null ? null : found with { HandOvers = HandOverHistory.Of(prepare, key, clock) };

        SqliteStatement One(string sql) => prepare($"{sql} id = ?1").Bind(1, key);
    }

    /// <summary>One anomaly, in whatever state; null when there is none.</summary>
    public static AnomalyEntry? FindAnomaly(long key, Func<string, SqliteStatement> prepare) =>
        prepare($"{Anomalies} id = ?1").Bind(1, key).ReadFirst(row => Anomaly(row, isAside: false))
        ?? prepare($"{Aside} id = ?1").Bind(1, key).ReadFirst(row => Anomaly(row, isAside: true));

    public static DeliveryEntry Delivery(DeliveryState state, SqliteStatement row, JournalClock clock)
    {
        var at = row.Number(1);
        return new DeliveryEntry
        {
            Key = row.Int64(0),
            State = state,
            Record = DeliveryCodec.Read(row.Blob(4)),
            Attempts = AttemptHistory.Read(row.Text(3)),
            DueAt = state == DeliveryState.Open && at is { } due ? clock.WhenDue(due) : null,
            EndedAt = state != DeliveryState.Open && at is { } ended
                ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            DiscardReason = row.Text(2),
        };
    }

    public static AnomalyEntry Anomaly(SqliteStatement row, bool isAside)
    {
        var at = row.MomentOrNull(1);
        return new AnomalyEntry
        {
            Key = row.Int64(0),
            State = isAside ? AnomalyState.SetAside : at is null ? AnomalyState.Waiting : AnomalyState.Shipped,
            SetAsideAt = isAside ? at : null,
            ShippedAt = isAside ? null : at,
            Reason = row.Text(2),
            Record = AnomalyCodec.Read(row.Blob(3)),
        };
    }
}
