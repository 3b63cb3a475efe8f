using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>Who did what.</summary>
internal sealed class PostgresAudit(PostgresDatabase database, JournalClock clock) : IJournalAudit
{
    /// <summary>Writes an entry.</summary>
    public const string Insert =
        "INSERT INTO journal.audit (at, operator, action, subject, count, reason) VALUES ($1, $2, $3, $4, $5, $6)";

    private const string Select = """
        SELECT id, at, operator, action, subject, count, reason FROM journal.audit
        WHERE id < $1 AND ($2::text IS NULL OR operator = $2) AND ($3::text IS NULL OR action = $3) AND at >= $4 AND at < $5 ORDER BY id DESC LIMIT $6
        """;

    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(Insert, cancellationToken, Parameters(entry, clock.OfPast(entry.At)));

    public async ValueTask<Found<AuditEntry>> FindAsync(
        AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken) =>
        SearchCursor.Page(
            await database.QueryAsync(
                Select,
                Read,
                cancellationToken,
                SearchCursor.Read(cursor),
                OrNull(filter.By),
                OrNull(filter.Action),
                filter.From is { } from ? clock.OfPast(from) : 0L,
                filter.To is { } to ? clock.OfPast(to) : long.MaxValue,
                limit + 1),
            limit,
            entry => entry.Key);

    /// <summary>The parameters of <see cref="Insert"/>.</summary>
    /// <param name="at">Its moment on the journal's clock.</param>
    public static object[] Parameters(AuditEntry entry, long at) =>
    [
        at, OrNull(AuditText.Cut(entry.By)), AuditText.Cut(entry.Action)!,
        OrNull(AuditText.Cut(entry.Subject)), entry.Count,
        OrNull(AuditText.Cut(entry.Reason)),
    ];

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private static AuditEntry Read(NpgsqlDataReader row) => new()
    {
        Key = row.GetInt64(0),
        At = row.Moment(1),
        By = row.TextOrNull(2),
        Action = row.GetString(3),
        Subject = row.TextOrNull(4),
        Count = row.GetInt64(5),
        Reason = row.TextOrNull(6),
    };
}
