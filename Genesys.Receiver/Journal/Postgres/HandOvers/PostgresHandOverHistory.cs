using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>The hand-overs of deliveries as their history shows them.</summary>
internal static class PostgresHandOverHistory
{
    private const string Sql = """
        SELECT d.name, h.state, h.attempts, h.recorded, h.due, h.ended, h.reason, h.delivery, coalesce(h.status, 0) FROM journal.hand_overs h
        JOIN journal.destinations d ON d.id = h.destination WHERE h.delivery = ANY ($1) ORDER BY h.id + 0
        """;

    public static async ValueTask<ILookup<long, HandOverEntry>> OfAsync(
        PostgresDatabase database, IEnumerable<long> deliveries, JournalClock clock,
        CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            Sql,
            row => (Delivery: row.GetInt64(7), Entry: new HandOverEntry
            {
                Destination = row.GetString(0),
                State = (HandOverState)row.GetInt16(1),
                Attempts = AttemptHistory.Read(row.TextOrNull(2)),
                RecordedAt = row.Moment(3),
                DueAt = row.IsDBNull(4) ? null : clock.WhenDue(row.GetInt64(4)),
                EndedAt = row.MomentOrNull(5),
                Reason = row.TextOrNull(6),
                Status = row.GetInt32(8),
            }),
            cancellationToken,
            deliveries.ToArray())).ToLookup(row => row.Delivery, row => row.Entry);
}
