using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Fetches conversations from Genesys Cloud, retries and limits included (<see cref="GenesysPipeline"/>).
/// </summary>
internal sealed class Conversations(
    ApiRequests requests, GenesysEndpoints endpoints, IOptions<GenesysOptions> options)
{
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
        var result = await requests.SendAsync(conversation, null, cancellationToken);
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
        var analytics = await requests.SendAsync(fetch, null, cancellationToken);
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
