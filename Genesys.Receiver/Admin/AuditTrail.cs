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
        await audit.WriteAsync(
            new AuditEntry { At = time.GetUtcNow(), By = who.Name, Action = action, Subject = subject, Count = count, Reason = reason },
            cancellationToken);
        Log.Done(logger, who.Name ?? "without a name", action, subject, count);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The operator {Operator}: {Action}, {Subject}, {Count}.")]
        public static partial void Done(ILogger logger, string @operator, string action, string subject, long count);
    }
}
