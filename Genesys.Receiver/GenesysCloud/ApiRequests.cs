using System.Diagnostics;
using System.Net.Http.Headers;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Sends a request through everything that guards the API (<see cref="GenesysPipeline"/>), its retries included. Never
/// throws for what Genesys Cloud or the network does.
/// </summary>
internal sealed class ApiRequests(IHttpClientFactory clients, GenesysAvailability availability)
{
    /// <summary>Name of the HTTP client: each of its requests passes through <see cref="GenesysPipeline"/>.</summary>
    public const string ClientName = "genesys";

    /// <param name="fetch">What it asks for, and for whom.</param>
    /// <param name="body">What is sent, as JSON; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<FetchResult> SendAsync(FetchContext fetch, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(fetch.Resource.Method, fetch.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        fetch.AttachTo(request);
        using var client = clients.CreateClient(ClientName);
        try
        {
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var attempt = AttemptResponse.Of(response);
            return Conclude(fetch, attempt ?? throw new UnreachableException("The pipeline has responses of its own."));
        }
        catch (TimeoutRejectedException)
        {
            return Result(
                FetchOutcome.FailedForNow, fetch, new HttpAttempt(HttpAttemptKind.Failed, fetch.TimeoutReason));
        }
        catch (BrokenCircuitException)
        {
            fetch.Span.CircuitRefused(availability.BreakLeft);
            return Result(FetchOutcome.Held, fetch, new HttpAttempt(HttpAttemptKind.Held, Reasons.CircuitOpen));
        }
    }

    private static FetchResult Conclude(FetchContext fetch, HttpAttempt attempt) => attempt.Kind switch
    {
        HttpAttemptKind.Answered => Result(FetchOutcome.Fetched, fetch, attempt) with { Conversation = attempt.Body },
        HttpAttemptKind.Throttled or HttpAttemptKind.Held => Result(FetchOutcome.Held, fetch, attempt),
        HttpAttemptKind.Failed or HttpAttemptKind.Unauthorized or HttpAttemptKind.Refused =>
            Result(FetchOutcome.FailedForNow, fetch, attempt),
        HttpAttemptKind.NotFound => Result(FetchOutcome.NotFound, fetch, attempt),
        HttpAttemptKind.Permanent => Result(FetchOutcome.FailedForGood, fetch, attempt),
        _ => throw new UnreachableException(attempt.Kind.ToString()),
    };

    private static FetchResult Result(FetchOutcome outcome, FetchContext fetch, HttpAttempt last) => new()
    {
        Outcome = outcome,
        Reason = last.Reason,
        Attempts = fetch.Attempts,
        Requests = fetch.Requests,
        StatusCode = last.StatusCode,
        RetryAfter = last.RetryAfter,
    };
}
