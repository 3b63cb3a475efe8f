namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>Who did what, on the writer's thread.</summary>
internal sealed class SqliteAudit(SqliteWriter writer) : IJournalAudit
{
    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => await writer.RunAsync(
        () => Insert(writer.File, entry),
        () => true,
        cancellationToken);

    public ValueTask<Found<AuditEntry>> FindAsync(
        AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => writer.RunAsync(
        null,
        () => SearchCursor.Page(Read(filter, SearchCursor.Read(cursor), limit + 1), limit, entry => entry.Key),
        cancellationToken);

    /// <summary>Writes an entry within the transaction.</summary>
    public static void Insert(SqliteFile file, AuditEntry entry)
    {
        using var row = new SqliteStatement(
            file.Handle,
            "INSERT INTO audit (at, operator, action, subject, count, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        row.Bind(1, entry.At.ToUnixTimeMilliseconds()).Bind(2, AuditText.Cut(entry.By))
            .Bind(3, AuditText.Cut(entry.Action))
            .Bind(4, AuditText.Cut(entry.Subject)).Bind(5, entry.Count).Bind(6, AuditText.Cut(entry.Reason)).Execute();
    }

    private List<AuditEntry> Read(AuditFilter filter, long before, int max)
    {
        using var rows = new SqliteStatement(writer.File.Handle, """
            SELECT id, at, operator, action, subject, count, reason FROM audit
            WHERE id < ?1 AND (?2 IS NULL OR operator = ?2) AND (?3 IS NULL OR action = ?3) AND at >= ?4 AND at < ?5 ORDER BY id DESC LIMIT ?6
            """);
        return rows.Bind(1, before).Bind(2, filter.By).Bind(3, filter.Action)
            .Bind(4, filter.From?.ToUnixTimeMilliseconds() ?? 0)
            .Bind(5, filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue).Bind(6, max)
            .ReadAll(row => new AuditEntry
            {
                Key = row.Int64(0),
                At = row.Moment(1),
                By = row.Text(2),
                Action = row.Text(3)!,
                Subject = row.Text(4),
                Count = row.Int64(5),
                Reason = row.Text(6),
            });
    }
}
