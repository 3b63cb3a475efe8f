using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>
/// Saves hand-overs, their destinations and what they hand over. A row that was moved may stand on a page that was
/// freed: one that was made may be made again.
/// </summary>
internal sealed class HandOverRecovery(SqliteFile file)
{
    /// <summary>Saves a row; false when it is another table's.</summary>
    public bool TrySave(SqliteRow row)
    {
        switch (row.Values)
        {
            case [_, var record] when record.IsRecord(RecordFrame.Delivery):
                Insert("payloads (id, record)", row);
                return true;
            case [_, var record] when record.IsRecord(RecordFrame.Content):
                Insert("contents (id, record)", row);
                return true;
            case [_, { Text: not null }, { IsInteger: true }, { IsInteger: true }, { IsInteger: true }, _, _, _, _, _,
            _]:
                Insert(
                    "destinations (id, name, waiting, dead_letters, in_order, paused_at, paused_by, paused_reason, "
                        + "failed_at, failed_status, failed_reason)",
                    row);
                return true;
            case [_, { IsInteger: true }, { IsInteger: true }, { IsInteger: true }, { IsInteger: true },
            { IsInteger: true }, { Integer: >= 0 and <= 3 }, _, _, _, _, _, _, { IsInteger: true }, _, _, ..]
                    when row.Values.Count is 16 or 17:
                Insert(
                    "hand_overs (id, destination, delivery, conversation, in_order, recorded, state, due, ended, "
                    + "reason, status, content, error, "
                    + $"attempt_count, first_attempt, attempts{(row.Values.Count == 17 ? ", topic" : "")})",
                    row,
                    attempts: 15);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Removes what no hand-over needs, and counts anew.</summary>
    public void End() => SqliteSchema.Run(file.Handle, """
        DELETE FROM hand_overs WHERE destination NOT IN (SELECT id FROM destinations);
        UPDATE hand_overs SET reason = coalesce(reason, ''), status = coalesce(status, 0), topic = coalesce(topic, '') WHERE state = 2;
        DELETE FROM payloads WHERE id NOT IN (SELECT delivery FROM hand_overs WHERE state IN (0, 2));
        DELETE FROM contents WHERE id NOT IN (SELECT content FROM hand_overs WHERE content IS NOT NULL);
        UPDATE finished SET hand_overs = (
            SELECT ',' || group_concat(d.id, ',') || ',' FROM destinations d WHERE instr(finished.hand_overs, ',' || d.id || ',') > 0)
            WHERE hand_overs IS NOT NULL;
        UPDATE finished SET hand_overs = NULL, first_hand_over = NULL WHERE first_hand_over IS NOT NULL
            AND (hand_overs IS NULL OR id IN (SELECT delivery FROM hand_overs));
        UPDATE destinations SET waiting = (SELECT count(*) FROM hand_overs h WHERE h.destination = destinations.id AND h.state = 0 AND h.delivery > 0)
                + (SELECT count(*) FROM finished f WHERE instr(f.hand_overs, ',' || destinations.id || ',') > 0),
            dead_letters = (SELECT count(*) FROM hand_overs h WHERE h.destination = destinations.id AND h.state = 2);
        UPDATE hand_over_totals SET operator_events = (SELECT count(*) FROM hand_overs WHERE delivery < 0),
            bytes = (SELECT coalesce(sum(length(record)), 0) FROM payloads) + (SELECT coalesce(sum(length(record)), 0) FROM contents)
                + (SELECT coalesce(sum(length(record)), 0) FROM finished WHERE hand_overs IS NOT NULL);
        """);

    private void Insert(string into, SqliteRow row, int attempts = -1)
    {
        var places = string.Join(", ", Enumerable.Range(1, row.Values.Count).Select(place => $"?{place}"));
        using var statement = new SqliteStatement(file.Handle, $"INSERT OR IGNORE INTO {into} VALUES ({places})");
        statement.Bind(1, row.Id);
        for (var i = 1; i < row.Values.Count; i++)
        {
            var value = row.Values[i];
            _ = value switch
            {
                { IsBlob: true } => statement.Bind(i + 1, value.Bytes.Span),
                { Text: { } text } => statement.Bind(i + 1, i == attempts ? ReadableAttempts.Of(text) : text),
                _ => statement.Bind(i + 1, value.Integer),
            };
        }

        statement.Execute();
    }
}
