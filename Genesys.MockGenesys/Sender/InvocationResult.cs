using System.Text.Json.Serialization;

namespace Genesys.MockGenesys.Sender;

/// <summary>What one request came to.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Elapsed">Time until the answer or the failure.</param>
/// <param name="Status">The answer's status, or null when there was none.</param>
/// <param name="Failure">What went wrong when there was no answer: <c>TIMEOUT</c> or <c>CONNECTION_FAILURE</c>.</param>
/// <param name="RetryAfter">The answer's <c>Retry-After</c>; negative stops the retries.</param>
/// <param name="RequestId">The answer's <c>X-Request-Id</c>.</param>
/// <param name="Answer">The answer's body, cut off at 2,000 characters in the ledger.</param>
/// <param name="Outcome">What the answer says of this event: <c>accepted</c>, <c>duplicate</c>, <c>rejected</c> …; null
/// when it says nothing.</param>
public sealed record InvocationResult(
    DateTimeOffset At, TimeSpan Elapsed, int? Status, string? Failure =
        null, TimeSpan? RetryAfter = null, string? RequestId = null, string? Answer = null,
    string? Outcome = null)
{
    /// <summary>The <see cref="Failure"/> of a request without an answer in time.</summary>
    public const string TimedOut = "TIMEOUT";

    /// <summary>The <see cref="Failure"/> of a request whose connection broke or never came to be.</summary>
    public const string ConnectionFailed = "CONNECTION_FAILURE";

    /// <summary>When it was sent, by the monotonic clock.</summary>
    [JsonIgnore]
    internal TimeSpan Since { get; init; }

    /// <summary>Whether the event is the receiver's from here on.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>Whether the receiver may have the event by it, whatever it answered.</summary>
    internal bool MayHaveBroughtIt => Status is not (>= 400 and < 500);

    /// <summary>Whether the batch was taken and this event in it wasn't.</summary>
    public bool IsRefusedInBatch => IsDelivered && Outcome is not (null or "accepted" or "duplicate");
}
