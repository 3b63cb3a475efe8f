using System.Diagnostics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Fetches conversations through the pipeline of <see cref="GenesysPipeline"/>.</summary>
internal sealed class Conversations(
    GenesysEndpoints endpoints,
    ConversationApi api,
    RequestPacer pacer,
    GenesysAvailability availability,
    ReceiverMetrics metrics,
    IOptions<ProcessingOptions> processing,
    IOptions<GenesysOptions> genesys,
    TimeProvider time,
    ILoggerFactory loggers) : IConversations
{
    internal const string ConversationTemplate = "/api/v2/conversations/{conversationId}";
    internal const string AnalyticsTemplate = "/api/v2/analytics/conversations/{conversationId}/details";

    private readonly ResiliencePipeline<Attempt> _pipeline = GenesysPipeline.Build(
        processing.Value, pacer, availability, metrics, time, Random.Shared.NextDouble, loggers);

    public async Task<FetchResult> FetchAsync(string conversationId, IFetchProgress progress, CancellationToken cancellationToken)
    {
        if (!endpoints.TryGetConversation(conversationId, out var address) || !endpoints.TryGetAnalytics(conversationId, out var analyticsAddress))
        {
            return new FetchResult { Outcome = FetchOutcome.FailedForGood, Reason = Reasons.InvalidConversationId, Attempts = 0 };
        }

        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.GetConversation);
        span?.SetTag(ReceiverTelemetry.ConversationIdKey, SafeIdentifier.OfEventId(conversationId));
        var result = await RunAsync(new FetchRound(progress, address, ApiResource.Conversation, span), cancellationToken).ConfigureAwait(false);
        if (result.Outcome == FetchOutcome.Fetched && genesys.Value.IncludeAnalytics)
        {
            var round = new FetchRound(new UnannouncedProgress(progress), analyticsAddress, ApiResource.Analytics, span);
            result = await AddAnalyticsAsync(result, round, cancellationToken).ConfigureAwait(false);
        }

        span?.SetTag(ReceiverTelemetry.OutcomeKey, result.Reason);
        if (result.Outcome != FetchOutcome.Fetched)
        {
            span.Fail(result.Reason);
        }

        return result;
    }

    // Details of a conversation that is young or under way don't exist yet: then there are none, and the delivery is complete without.
    private async Task<FetchResult> AddAnalyticsAsync(FetchResult conversation, FetchRound round, CancellationToken cancellationToken)
    {
        var analytics = await RunAsync(round, cancellationToken).ConfigureAwait(false);
        var attempts = conversation.Attempts + analytics.Attempts;
        return analytics.Outcome switch
        {
            FetchOutcome.Fetched => conversation with { Attempts = attempts, Analytics = analytics.Conversation },
            FetchOutcome.FailedForGood when analytics.StatusCode == 404 => conversation with { Attempts = attempts },
            _ => analytics with { Attempts = attempts },
        };
    }

    private async Task<FetchResult> RunAsync(FetchRound round, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        round.AttachTo(context);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, api) =>
                {
                    var round = FetchRound.Of(context);
                    try
                    {
                        var attempt = await api.GetAsync(round, context.CancellationToken).ConfigureAwait(false);
                        round.Last = attempt;
                        return Outcome.FromResult(attempt);
                    }
                    catch (Exception exception)
                    {
                        return Outcome.FromException<Attempt>(exception);
                    }
                },
                context,
                api).ConfigureAwait(false);
            return Conclude(round, outcome);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private FetchResult Conclude(FetchRound round, Outcome<Attempt> outcome)
    {
        switch (outcome.Exception)
        {
            case null:
                break;
            case TimeoutRejectedException:
                return Result(FetchOutcome.FailedForNow, new Attempt(AttemptKind.Failed, Reasons.Timeout));
            case BrokenCircuitException:
                round.Span.CircuitRefused(availability.BreakLeft);
                return Result(FetchOutcome.Held, new Attempt(AttemptKind.Held, Reasons.CircuitOpen));
            default:
                outcome.ThrowIfException();
                break;
        }

        var attempt = outcome.Result!;
        return attempt.Kind switch
        {
            AttemptKind.Answered => Result(FetchOutcome.Fetched, attempt) with { Conversation = attempt.Body },
            AttemptKind.Throttled or AttemptKind.Held => Result(FetchOutcome.Held, attempt),
            AttemptKind.Failed or AttemptKind.Unauthorized or AttemptKind.Refused => Result(FetchOutcome.FailedForNow, attempt),
            AttemptKind.Permanent => Result(FetchOutcome.FailedForGood, attempt),
            _ => throw new UnreachableException(attempt.Kind.ToString()),
        };

        FetchResult Result(FetchOutcome kind, Attempt last) => new()
        {
            Outcome = kind,
            Reason = last.Reason,
            Attempts = round.Attempts,
            StatusCode = last.StatusCode,
            RetryAfter = last.RetryAfter,
        };
    }

    // The conversation is there already: what is recorded from now on is newer than it, and must not be served by it.
    private sealed class UnannouncedProgress(IFetchProgress inner) : IFetchProgress
    {
        public bool MayRetry => inner.MayRetry;

        public void BackingOff() => inner.BackingOff();

        public void Queueing() => inner.Queueing();

        public ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken) =>
            inner.AttemptStartingAsync(answersForNewer: false, cancellationToken);
    }
}
