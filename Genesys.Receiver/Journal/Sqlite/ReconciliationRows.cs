namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The rows of windows and of the conversations that weren't known. Used by the writer's thread alone.
/// </summary>
internal sealed class ReconciliationRows(SqliteFile file)
{
    private const string Columns = "id, begins, ends, due, checked, checks, requests, known, missing, incomplete, "
        + "late, not_expected, problem";
    private const string EntryColumns = "id, conversation, result, started, ended, asked, recorded, end_topic";

    public long? LastEnd()
    {
        using var row = new SqliteStatement(file.Handle, "SELECT max(ends) FROM reconciliation_windows");
        return row.ReadNumber();
    }

    /// <summary>
    /// Puts right what a clock that was ahead has left: windows that are yet to begin, and those that were compared
    /// before they were over. Their conversations would never be compared.
    /// </summary>
    /// <param name="now">The present, in milliseconds since 1970.</param>
    /// <param name="interval">A window's length.</param>
    /// <param name="delay">The wait between its end and its comparison.</param>
    public void PutRight(long now, long interval, long delay)
    {
        var later = now + ReconciliationWindows.Ahead;
        Run("DELETE FROM reconciliation_windows WHERE begins > ?1 + ?3", now, later, interval);
        Run(
            "DELETE FROM reconciliation_conversations WHERE win IN (SELECT id FROM reconciliation_windows WHERE checked > ?2 AND ends + ?3 > ?1)",
            now, later, delay);
        Run("""
            UPDATE reconciliation_windows SET due = ends + ?3, checked = NULL, checks = 0, known = 0, missing = 0, incomplete = 0, late = 0, not_expected = 0,
                problem = NULL WHERE checked > ?2 AND ends + ?3 > ?1
            """, now, later, delay);
        Run("""
            UPDATE reconciliation_windows SET due = max(ends + ?3, ?1)
            WHERE due IS NOT NULL AND (checked > ?2 OR (checked IS NULL AND due > max(ends + ?3, ?2)))
            """, now, later, delay);
    }

    public void Insert(long from, long to, long due)
    {
        using var row = new SqliteStatement(
            file.Handle, "INSERT INTO reconciliation_windows (begins, ends, due) VALUES (?1, ?2, ?3)");
        row.Bind(1, from).Bind(2, to).Bind(3, due).Execute();
    }

    public ReconciliationWindow? Due(long now)
    {
        using var row = new SqliteStatement(
            file.Handle,
            $"SELECT {Columns} FROM reconciliation_windows WHERE due <= ?1 AND due IS NOT NULL ORDER BY due, id LIMIT 1");
        return row.Bind(1, now).ReadAll(ReadWindow).FirstOrDefault();
    }

    public void Update(ReconciliationWindow window)
    {
        using var row = new SqliteStatement(file.Handle, """
            UPDATE reconciliation_windows SET due = ?2, checked = ?3, checks = ?4, requests = ?5, known = ?6, missing = ?7, incomplete = ?8, late = ?9,
                not_expected = ?10, problem = ?11 WHERE id = ?1
            """);
        row.Bind(1, window.Id).Bind(2, window.DueAt?.ToUnixTimeMilliseconds())
            .Bind(3, window.CheckedAt?.ToUnixTimeMilliseconds())
            .Bind(4, window.Checks).Bind(5, window.Requests).Bind(6, window.Known).Bind(7, window.Missing)
            .Bind(8, window.Incomplete)
            .Bind(9, window.Late).Bind(10, window.NotExpected).Bind(11, window.Problem).Execute();
    }

    public void Add(long window, IReadOnlyList<ReconciliationEntry> entries)
    {
        using var row = new SqliteStatement(file.Handle, """
            INSERT OR IGNORE INTO reconciliation_conversations (win, conversation, result, started, ended, end_topic) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """);
        foreach (var entry in entries)
        {
            row.Bind(1, window).Bind(2, entry.ConversationId).Bind(3, (long)entry.Result)
                .Bind(4, entry.StartedAt.ToUnixTimeMilliseconds())
                .Bind(5, entry.EndedAt?.ToUnixTimeMilliseconds()).Bind(6, entry.EndTopic).Execute();
        }
    }

    public void AreLate(IReadOnlyList<long> keys) =>
        Each($"UPDATE reconciliation_conversations SET result = {(int)ReconciliationResult.Late} WHERE id = ?1", keys);

    public List<ReconciliationWindow> Before(long id, int max)
    {
        using var rows = new SqliteStatement(
            file.Handle, $"SELECT {Columns} FROM reconciliation_windows WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        return rows.Bind(1, id).Bind(2, max).ReadAll(ReadWindow);
    }

    public ReconciliationWindow? Find(long id)
    {
        using var row = new SqliteStatement(file.Handle, $"SELECT {Columns} FROM reconciliation_windows WHERE id = ?1");
        return row.Bind(1, id).ReadAll(ReadWindow).FirstOrDefault();
    }

    public List<ReconciliationEntry> Entries(long window, ReconciliationResult? result, long before, int max)
    {
        using var rows = new SqliteStatement(file.Handle, $"""
            SELECT {EntryColumns} FROM reconciliation_conversations WHERE win = ?1 AND (?2 IS NULL OR result = ?2) AND id < ?3 ORDER BY id DESC LIMIT ?4
            """);
        return rows.Bind(1, window).Bind(2, (long?)result).Bind(3, before).Bind(4, max).ReadAll(ReadEntry);
    }

    /// <summary>
    /// Notes that a job wants a conversation; false when it is no longer missing, or was asked for before.
    /// </summary>
    public bool Ask(long key, long now)
    {
        using var row = new SqliteStatement(file.Handle, $"""
            UPDATE reconciliation_conversations SET asked = ?2 WHERE id = ?1 AND asked IS NULL AND result <> {(int)ReconciliationResult.Late}
            """);
        return row.Bind(1, key).Bind(2, now).Execute() > 0;
    }

    public List<ReconciliationEntry> Asked(int max)
    {
        using var rows = new SqliteStatement(
            file.Handle,
            $"SELECT {EntryColumns} FROM reconciliation_conversations WHERE asked IS NOT NULL AND recorded IS NULL ORDER BY id LIMIT ?1");
        return rows.Bind(1, max).ReadAll(ReadEntry);
    }

    public void AreRecorded(IReadOnlyList<long> keys, long now) =>
        Each($"UPDATE reconciliation_conversations SET recorded = {now} WHERE id = ?1", keys);

    private void Run(string sql, long now, long later, long span)
    {
        using var statement = new SqliteStatement(file.Handle, sql);
        statement.Bind(1, now).Bind(2, later).Bind(3, span).Execute();
    }

    private void Each(string sql, IReadOnlyList<long> keys)
    {
        using var row = new SqliteStatement(file.Handle, sql);
        foreach (var key in keys)
        {
            row.Bind(1, key).Execute();
        }
    }

    private static ReconciliationWindow ReadWindow(SqliteStatement row) => new()
    {
        Id = row.Int64(0),
        From = row.Moment(1),
        To = row.Moment(2),
        DueAt = row.MomentOrNull(3),
        CheckedAt = row.MomentOrNull(4),
        Checks = (int)row.Int64(5),
        Requests = (int)row.Int64(6),
        Known = (int)row.Int64(7),
        Missing = (int)row.Int64(8),
        Incomplete = (int)row.Int64(9),
        Late = (int)row.Int64(10),
        NotExpected = (int)row.Int64(11),
        Problem = row.Text(12),
    };

    private static ReconciliationEntry ReadEntry(SqliteStatement row) => new()
    {
        Key = row.Int64(0),
        ConversationId = row.Text(1)!,
        Result = (ReconciliationResult)row.Int64(2),
        StartedAt = row.Moment(3),
        EndedAt = row.MomentOrNull(4),
        AskedAt = row.MomentOrNull(5),
        RecordedAt = row.MomentOrNull(6),
        EndTopic = row.Text(7),
    };
}
