namespace Genesys.MockGenesys.Sender;

/// <summary>
/// A message of a classic bus: the event itself, with these attributes (ERROR_CODE and so on,
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
/// </summary>
/// <param name="EventId">The envelope's id.</param>
/// <param name="Number">The event's number in the ledger.</param>
/// <param name="At">When it was given up.</param>
/// <param name="ErrorCode">ERROR_CODE.</param>
/// <param name="ErrorMessage">ERROR_MESSAGE.</param>
/// <param name="ExhaustedRetryCondition">EXHAUSTED_RETRY_CONDITION.</param>
/// <param name="RetryAttempts">RETRY_ATTEMPTS.</param>
public sealed record ClassicDeadLetter(
    string EventId, long Number, DateTimeOffset At, string ErrorCode, string ErrorMessage,
    string? ExhaustedRetryCondition, int RetryAttempts)
    : DeadLetter(ErrorCode, ErrorMessage, ExhaustedRetryCondition, RetryAttempts)
{
    /// <inheritdoc/>
    public override IEnumerable<long> Numbers => [Number];

    internal static ClassicDeadLetter Of(
        LedgerEntry entry,
        InvocationResult last,
        string message,
        RetryDecision decision,
        int attempts,
        DateTimeOffset now) =>
        new(
            entry.Event.Id, entry.Number, now, last.Failure ?? CodeOf(last.Status), message, decision.Condition,
            attempts - 1);

    private static string CodeOf(int? status) => status switch
    {
        401 or 403 or 407 => "NO_PERMISSIONS",
        404 => "NO_RESOURCE",
        429 => "THROTTLING",
        _ => "SDK_CLIENT_ERROR",
    };
}
