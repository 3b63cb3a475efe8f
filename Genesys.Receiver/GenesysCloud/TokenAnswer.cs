using System.Diagnostics;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What came of asking for a token.</summary>
internal abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    /// <summary>
    /// The span of the request that this is the answer to; none when nothing was asked or nothing traces.
    /// </summary>
    public ActivityContext Request { get; init; }

    /// <summary>There is one.</summary>
    public sealed record Granted(AccessToken Token) : TokenAnswer;

    /// <summary>The set-up is wrong: asking again soon can't help.</summary>
    /// <param name="Problem">A sentence that says what to set; no secret, no host.</param>
    public sealed record Misconfigured(string Problem) : TokenAnswer;

    /// <summary>The token endpoint doesn't answer, or not with a token, for now.</summary>
    /// <param name="Problem">A stable word for what went wrong.</param>
    /// <param name="StatusCode">0 when there was no answer.</param>
    /// <param name="RetryAfter">What the endpoint asked for, or null.</param>
    public sealed record Unavailable(string Problem, int StatusCode = 0, TimeSpan? RetryAfter = null) : TokenAnswer
    {
        /// <summary>The word as attempts carry it: with the token endpoint's name before it.</summary>
        public string Reason => Reasons.Token(Problem);
    }
}
