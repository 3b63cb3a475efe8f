namespace Genesys.MockGenesys.Sender;

/// <summary>What one request came to.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Elapsed">Time until the answer or the failure.</param>
/// <param name="Status">The answer's status, or null when there was none.</param>
/// <param name="Failure">What went wrong when there was no answer: <c>TIMEOUT</c> or <c>CONNECTION_FAILURE</c>.</param>
/// <param name="RetryAfter">The answer's <c>Retry-After</c>; negative stops the retries.</param>
/// <param name="RequestId">The answer's <c>X-Request-Id</c>.</param>
/// <param name="Answer">The first 2,000 characters of the answer's body.</param>
public sealed record InvocationResult(
    DateTimeOffset At, TimeSpan Elapsed, int? Status, string? Failure = null, TimeSpan? RetryAfter = null, string? RequestId = null, string? Answer = null)
{
    /// <summary>Whether the event is the receiver's from here on.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;
}
