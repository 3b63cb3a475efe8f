using System.Diagnostics;
using System.Net.Http.Headers;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Fetches conversations from Genesys Cloud, retries and limits included (<see cref="GenesysPipeline"/>).
/// </summary>
internal sealed class Conversations(
    IHttpClientFactory clients, GenesysEndpoints endpoints, GenesysAvailability availability,
    IOptions<GenesysOptions> options)
{
    /// <summary>Name of the HTTP client: each of its requests passes through <see cref="GenesysPipeline"/>.</summary>
    public const string ClientName = "genesys";

    /// <summary>
    /// One fetch: the first HTTP attempt and its retries. Never throws for what Genesys Cloud or the network does.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<FetchResult> FetchAsync(
        ConversationId conversationId, IFetchProgress progress, CancellationToken cancellationToken)
    {
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.GetConversation);
        span?.SetTag(ReceiverTelemetry.ConversationIdKey, SafeIdentifier.OfEventId(conversationId.Value));
        var conversation = new FetchContext(
            progress, endpoints.Conversation(conversationId), ApiResource.Conversation, span);
        var result = await GetAsync(conversation, cancellationToken);
        if (result.Outcome == FetchOutcome.Fetched && options.Value.IncludeAnalytics)
        {
            var analytics = new FetchContext(
                new AnalyticsProgress(progress), endpoints.Analytics(conversationId), ApiResource.Analytics, span);
            result = await AddAnalyticsAsync(result, analytics, cancellationToken);
        }

        span?.SetTag(ReceiverTelemetry.OutcomeKey, result.Reason);
        if (result.Outcome != FetchOutcome.Fetched)
        {
            span.Fail(result.Reason);
        }

        return result;
    }

    private async Task<FetchResult> AddAnalyticsAsync(
        FetchResult conversation, FetchContext fetch, CancellationToken cancellationToken)
    {
        var analytics = await GetAsync(fetch, cancellationToken);
        var result = analytics.Outcome switch
        {
            FetchOutcome.Fetched => conversation with { Analytics = analytics.Conversation },
            FetchOutcome.NotFound => conversation with { LacksAnalytics = true },
            _ => analytics,
        };
        return result with
        {
            Attempts = conversation.Attempts + analytics.Attempts,
            Requests = [.. conversation.Requests, .. analytics.Requests],
        };
    }

    private async Task<FetchResult> GetAsync(FetchContext fetch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fetch.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
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
            return Result(FetchOutcome.FailedForNow, fetch, new HttpAttempt(HttpAttemptKind.Failed, Reasons.Timeout));
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

    // The conversation is there already: what is recorded from now on is newer than it, and must not be served by it.
    private sealed class AnalyticsProgress(IFetchProgress inner) : IFetchProgress
    {
        public bool MayRetry => inner.MayRetry;

        public bool RetriesNotFound => inner.RetriesNotFound;

        public void BackingOff() => inner.BackingOff();

        public void Queueing() => inner.Queueing();

        public ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken) =>
            inner.AttemptStartingAsync(answersForNewer: false, cancellationToken);
    }
}
