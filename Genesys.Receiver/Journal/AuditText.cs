namespace Genesys.Receiver.Journal;

/// <summary>The bounds of the audit.</summary>
internal static class AuditText
{
    /// <summary>Most entries.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>How long an entry is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(365);

    /// <summary>How long a job that ended is kept.</summary>
    public static readonly TimeSpan JobRetention = TimeSpan.FromDays(30);

    private const int MaxLength = 500;

    /// <summary>
    /// The text, cut to what is kept; not within a surrogate pair, half of which PostgreSQL wouldn't take.
    /// </summary>
    public static string? Cut(string? text) => text is { Length: > MaxLength }
        ? text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] : text;

    /// <summary>The entry of dead letters that the receiver itself discards.</summary>
    public static AuditEntry Expired(int count, TimeSpan retention, DateTimeOffset at) => new()
    {
        At = at,
        By = "receiver",
        Action = "discard",
        Subject = "dead letters",
        Count = count,
        Reason = ExpiredReason(retention),
    };

    /// <summary>Why a dead letter was discarded that waited for too long.</summary>
    public static string ExpiredReason(TimeSpan retention) =>
        $"no operator replayed it within Journal:DeadLetterRetention ({retention:c})";
}
