using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Admin;

/// <summary>Writes what operators do, and read in clear, to the audit and to the log.</summary>
internal sealed partial class AuditTrail(IJournalAudit audit, TimeProvider time, ILogger<AuditTrail> logger)
{
    /// <param name="who">The operator.</param>
    /// <param name="action">One of <see cref="Client.AuditActions"/>.</param>
    /// <param name="subject">To what, without personal data.</param>
    /// <param name="count">To how many.</param>
    /// <param name="reason">Why, in the operator's words; the log doesn't have it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask WriteAsync(
        Operator who, string action, string subject, long count, string? reason, CancellationToken cancellationToken)
    {
        var entry = Of(who, action, subject, count, reason);
        await audit.WriteAsync(entry, cancellationToken);
        Done(entry);
    }

    /// <summary>
    /// The entry of what is written with what is done, in one transaction; <see cref="Done"/> follows it.
    /// </summary>
    public AuditEntry Of(Operator who, string action, string subject, long count, string? reason) =>
        new()
        {
            At = time.GetUtcNow(),
            By = who.Name,
            Action = action,
            Subject = subject,
            Count = count,
            Reason = reason
        };

    /// <summary>Writes an entry that the audit has to the log.</summary>
    public void Done(AuditEntry entry) =>
        Log.Done(logger, entry.By ?? "without a name", entry.Action, entry.Subject ?? "", entry.Count);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "The operator {Operator}: {Action}, {Subject}, {Count}.")]
        public static partial void Done(ILogger logger, string @operator, string action, string subject, long count);
    }
}
