using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>The hand-overs of a delivery as its history shows them, read on any connection.</summary>
internal static class HandOverHistory
{
    private const string Sql = """
        SELECT d.name, h.state, h.attempts, h.recorded, h.due, h.ended, h.reason, coalesce(h.status, 0), h.id FROM hand_overs h JOIN destinations d ON d.id = h.destination
        WHERE h.delivery = ?1
        UNION ALL
        SELECT d.name, 0, NULL, f.at, 0, NULL, NULL, 0, d.id FROM finished f JOIN destinations d ON instr(f.hand_overs, ',' || d.id || ',') > 0
        WHERE f.id = ?1 AND f.hand_overs IS NOT NULL
        ORDER BY 9
        """;

    /// <param name="prepare">Gives a statement of the journal's file.</param>
    /// <param name="clock">The journal's clock.</param>
    public static IReadOnlyList<HandOverEntry> Of(
        Func<string, SqliteStatement> prepare, long delivery, JournalClock clock) =>
        prepare(Sql).Bind(1, delivery).ReadAll(row => new HandOverEntry
        {
            Destination = row.Text(0)!,
            State = (HandOverState)row.Int64(1),
            Attempts = AttemptHistory.Read(row.Text(2)),
            RecordedAt = row.Moment(3),
            DueAt = row.IsNull(4) ? null : clock.WhenDue(row.Int64(4)),
            EndedAt = row.MomentOrNull(5),
            Reason = row.Text(6),
            Status = (int)row.Int64(7),
        });
}
