using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// One HTTP attempt, inside the pipeline of <see cref="GenesysPipeline"/>: token, request, and the whole answer judged.
/// Expected failures are values.
/// </summary>
internal sealed class ConversationHandler(
    TokenSource tokens, GenesysAvailability availability, RequestPacer pacer, ReceiverMetrics metrics,
    TimeProvider time) : DelegatingHandler
{
    private const string RefusedNewToken =
        "Genesys Cloud refuses a token that it has just issued (HTTP 401): check that the OAuth client is active, "
        + "and that Genesys:Region, GENESYS_API_BASE and GENESYS_LOGIN_BASE belong to one organization.";

    /// <exception cref="OperationCanceledException">The attempt's time is over, or the fetch was cancelled.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fetch = FetchContext.Of(request);
        using var span = AttemptSpan.Start(fetch);
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        HttpAttempt attempt;
        try
        {
            attempt = await TryAsync(request, fetch, span, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var silence = new HttpAttempt(HttpAttemptKind.Failed, fetch.TimeoutReason);
            span.End(silence);
            fetch.Ended(silence, startedAt, time.GetElapsedTime(started));
            Observe(fetch, silence);
            throw;
        }

        span.End(attempt);
        fetch.Ended(attempt, startedAt, time.GetElapsedTime(started));
        if (attempt.Kind != HttpAttemptKind.Held)
        {
            Observe(fetch, attempt);
        }

        return new AttemptResponse(attempt);
    }

    private async Task<HttpAttempt> TryAsync(
        HttpRequestMessage request, FetchContext fetch, Activity? span, CancellationToken cancellationToken)
    {
        fetch.TimeoutReason = Reasons.TokenTimeout;
        var answer = await tokens.GetAsync(cancellationToken);
        fetch.TimeoutReason = Reasons.Timeout;
        span.LinkTo(answer);
        switch (answer)
        {
            case TokenAnswer.Misconfigured problem:
                availability.CredentialsFailed(problem.Problem, stopsWork: true);
                return new HttpAttempt(HttpAttemptKind.Held, Reasons.Credentials);
            case TokenAnswer.Unavailable unavailable:
                return new HttpAttempt(
                    unavailable.StatusCode == (int)HttpStatusCode.TooManyRequests ? HttpAttemptKind.Throttled
                        : HttpAttemptKind.Failed,
                    unavailable.Reason,
                    unavailable.StatusCode)
                { RetryAfter = unavailable.RetryAfter };
            case TokenAnswer.Granted granted:
                var attempt = await SendAsync(request, fetch, granted.Token, span, cancellationToken);
                if (attempt.Kind == HttpAttemptKind.Unauthorized)
                {
                    tokens.Drop(granted.Token);
                }

                return attempt;
            case var other:
                throw new UnreachableException(other.GetType().Name);
        }
    }

    private async Task<HttpAttempt> SendAsync(
        HttpRequestMessage request, FetchContext fetch, AccessToken token, Activity? span,
        CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        if (span is not null)
        {
            DistributedContextPropagator.Current.Inject(span, request, static (carrier, name, value) =>
            {
                // The request of a retry has the headers of the attempt before.
                var headers = ((HttpRequestMessage)carrier!).Headers;
                headers.Remove(name);
                headers.TryAddWithoutValidation(name, value);
            });
        }

        fetch.Attempts++;
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            span?.SetTag(ReceiverTelemetry.StatusCodeKey, (int)response.StatusCode);
            span.Correlate(response);
            ObserveRateLimit(fetch, response);
            return await ConversationAnswer.JudgeAsync(response, time, cancellationToken);
        }
        catch (Exception exception) when (ConnectionFailure.IsNoAnswer(exception, cancellationToken))
        {
            // Once the headers are there, only the body can have broken off.
            return response is null
                ? new HttpAttempt(HttpAttemptKind.Failed, ConnectionFailure.WordFor(exception))
                : new HttpAttempt(HttpAttemptKind.Failed, Reasons.Truncated, (int)response.StatusCode);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private void ObserveRateLimit(FetchContext fetch, HttpResponseMessage response)
    {
        // Without a good token an answer's limit is somebody else's.
        var reading = response.StatusCode == HttpStatusCode.Unauthorized ? null
            : RateLimitReading.Read(response.Headers);
        if (reading is not null || response.IsSuccessStatusCode)
        {
            pacer.Observe(reading, fetch.PacedRequest);
            availability.RateLimitRead(reading);
        }
    }

    private void Observe(FetchContext fetch, HttpAttempt attempt)
    {
        metrics.AttemptEnded(attempt.Reason);
        if (!attempt.IsAnswer)
        {
            availability.Unanswered(attempt.Reason);
            return;
        }

        availability.Answered();
        switch (attempt)
        {
            case { Kind: HttpAttemptKind.Answered }:
                availability.Permitted(fetch.Resource);
                break;
            case { StatusCode: (int)HttpStatusCode.Forbidden }:
                availability.Refused(fetch.Resource, fetch.Resource.Refusal);
                break;
            case { Kind: HttpAttemptKind.Unauthorized } when fetch.RenewedToken:
                availability.Refused(fetch.Resource, RefusedNewToken);
                break;
        }
    }
}
