using System.Net;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What <see cref="ConversationHandler"/> makes of an HTTP attempt, for the strategies around it: the judged answer,
/// read whole, or the reason why there is none. A failed attempt is a value here too; its status is 0 when nothing
/// answered.
/// </summary>
internal sealed class AttemptResponse(HttpAttempt attempt) : HttpResponseMessage((HttpStatusCode)attempt.StatusCode)
{
    public HttpAttempt Attempt { get; } = attempt;

    /// <summary>The attempt behind a response of the pipeline; null when there is no response.</summary>
    public static HttpAttempt? Of(HttpResponseMessage? response) => (response as AttemptResponse)?.Attempt;

    /// <summary>The reason alone: Polly's telemetry prints results.</summary>
    public override string ToString() => Attempt.Reason;
}
