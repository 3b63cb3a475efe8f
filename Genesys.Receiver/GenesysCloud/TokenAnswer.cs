using System.Diagnostics;
using Genesys.Receiver.Telemetry;

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
    public sealed record Misconfigured(string Problem) : TokenAnswer
    {
        public static Misconfigured NoCredentials { get; } = new(
            "No client credentials: set GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET. "
            + "Deliveries wait in the journal until then.");
    }

    /// <summary>The token endpoint doesn't answer, or not with a token, for now.</summary>
    /// <param name="Problem">A stable word for what went wrong.</param>
    /// <param name="StatusCode">0 when there was no answer.</param>
    /// <param name="RetryAfter">What the endpoint asked for, or null.</param>
    public sealed record Unavailable(string Problem, int StatusCode = 0, TimeSpan? RetryAfter = null) : TokenAnswer
    {
        /// <summary>The word as attempts carry it: with the token endpoint's name before it.</summary>
        public string Reason => Reasons.Token(Problem);

        /// <summary>What an operator is told.</summary>
        public string Sentence => this switch
        {
            { Problem: Reasons.InternalError } =>
                $"Asking Genesys Cloud's login host for a token fails unexpectedly ({Reason}): the log says how. "
                + "Deliveries wait in the journal.",
            { StatusCode: 0 } =>
                $"Genesys Cloud's login host {ConnectionFailure.Describe(Problem)} ({Reason}). "
                + "Deliveries wait in the journal.",
            _ => $"Genesys Cloud's login host gives no token for now ({Reason}). Deliveries wait in the journal.",
        };
    }
}
