namespace Genesys.MockGenesys.Sender;

/// <summary>
/// An event that EventBridge gave up, with the attributes of the message in an SQS dead-letter queue.
/// </summary>
/// <param name="EventId">Id of the event.</param>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="At">When it was given up.</param>
/// <param name="ErrorCode">ERROR_CODE.</param>
/// <param name="ErrorMessage">ERROR_MESSAGE.</param>
/// <param name="ExhaustedRetryCondition">EXHAUSTED_RETRY_CONDITION, or null when it was never to be retried.</param>
/// <param name="RetryAttempts">RETRY_ATTEMPTS.</param>
public sealed record DeadLetter(
    string EventId, long Number, DateTimeOffset At, string ErrorCode, string ErrorMessage, string? ExhaustedRetryCondition, int RetryAttempts)
{
    internal static DeadLetter Of(LedgerEntry entry, InvocationResult last, RetryDecision decision, int attempts, DateTimeOffset now) => new(
        entry.Event.Id,
        entry.Number,
        now,
        last.Failure ?? CodeOf(last.Status),
        last.Status is { } status ? $"The destination answered {status}." : "The destination didn't answer.",
        decision.Condition,
        attempts - 1);

    private static string CodeOf(int? status) => status switch
    {
        401 or 403 or 407 => "NO_PERMISSIONS",
        404 => "NO_RESOURCE",
        429 => "THROTTLING",
        _ => "SDK_CLIENT_ERROR",
    };
}
