namespace Genesys.Receiver.Journal;

/// <summary>Something that an operator did or read in clear.</summary>
internal sealed record AuditEntry
{
    /// <summary>The journal's own key of it, rising; 0 for one that isn't written yet.</summary>
    public long Key { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The operator's name; null for one without. <c>receiver</c> is the service itself.</summary>
    public string? By { get; init; }

    /// <summary>What: a word such as <c>replay</c>, <c>read_clear</c>, <c>pause_destination</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: a key, a job's id, a destination's name, or a bounded sentence.</summary>
    public string? Subject { get; init; }

    /// <summary>To how many.</summary>
    public long Count { get; init; }

    /// <summary>Why, as the operator says.</summary>
    public string? Reason { get; init; }
}

/// <summary>Which entries of the audit are meant. A member that is null means any.</summary>
internal sealed record AuditFilter
{
    public string? By { get; init; }

    public string? Action { get; init; }

    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>
/// Who did what. Entries are kept for a year, and of more than 1,000,000 the newest. Every member throws
/// <see cref="JournalUnavailableException"/> when the store can't be reached.
/// </summary>
internal interface IJournalAudit
{
    /// <summary>Writes an entry; texts longer than 500 characters are cut.</summary>
    ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Entries, newest first.</summary>
    ValueTask<Found<AuditEntry>> FindAsync(
        AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken);
}
