using System.Diagnostics.CodeAnalysis;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// The order in which an HTTP attempt passes through everything that guards it, outermost first: retry, pacing,
/// concurrency, circuit breaker, attempt time-out. The waits of the first two hold no place among the concurrent
/// attempts, but for the one that is next in line.
/// </summary>
internal sealed class GenesysPipeline(
    AttemptOptions options,
    RequestPacer pacer,
    GenesysAvailability availability,
    ReceiverMetrics metrics,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private const double FailureRatio = 0.5;
    private const int MinimumThroughput = 20;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(StrategyName))]
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "The options whose attributes Polly reads are kept by the line above.")]
    public void Configure(ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        builder.TimeProvider = time;
        builder
            .AddRetry(Retry())
            .AddStrategy(_ => new PacingStrategy(pacer, availability, options, time), new StrategyName("pacing"))
            .AddConcurrencyLimiter(options.Concurrency, int.MaxValue)
            .AddStrategy(_ => new AttemptStartStrategy(time), new StrategyName("attempt start"))
            .AddCircuitBreaker(Breaker())
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .ConfigureTelemetry(Telemetry());
    }

    private HttpRetryStrategyOptions Retry() => new()
    {
        // One more than configured: the retry after a 401 isn't one of them. The count is kept in the fetch's context.
        MaxRetryAttempts = options.MaxRetries + 1,
        ShouldHandle = arguments =>
            ValueTask.FromResult(IsWorthARetry(FetchContext.Of(arguments.Context), arguments.Outcome)),
        DelayGenerator = arguments =>
            ValueTask.FromResult<TimeSpan?>(DelayBefore(FetchContext.Of(arguments.Context), arguments.Outcome)),
        OnRetry = OnRetry,
    };

    private bool IsWorthARetry(FetchContext fetch, Outcome<HttpResponseMessage> outcome)
    {
        if (!fetch.Progress.MayRetry)
        {
            return false;
        }

        var mayRetry = fetch.Retries < options.MaxRetries;
        return AttemptResponse.Of(outcome.Result) switch
        {
            null => outcome.Exception is TimeoutRejectedException && mayRetry,
            { Kind: HttpAttemptKind.Unauthorized } => !fetch.RenewedToken,
            { Kind: HttpAttemptKind.NotFound } => mayRetry && fetch.Progress.RetriesNotFound,
            { Kind: HttpAttemptKind.Failed or HttpAttemptKind.Throttled } attempt =>
                mayRetry && !(attempt.RetryAfter > RetryWait.Longest),
            _ => false,
        };
    }

    private TimeSpan DelayBefore(FetchContext fetch, Outcome<HttpResponseMessage> outcome)
    {
        var attempt = AttemptResponse.Of(outcome.Result);
        return attempt?.Kind == HttpAttemptKind.Unauthorized
            ? TimeSpan.Zero
            : RetryWait.Before(fetch.Retries, attempt?.RetryAfter, options, Random.Shared.NextDouble());
    }

    private ValueTask OnRetry(OnRetryArguments<HttpResponseMessage> arguments)
    {
        var fetch = FetchContext.Of(arguments.Context);
        var attempt = AttemptResponse.Of(arguments.Outcome.Result);
        fetch.RetryWait = arguments.RetryDelay;
        fetch.RetryReason = attempt?.Reason ?? fetch.TimeoutReason;
        if (attempt?.Kind == HttpAttemptKind.Unauthorized)
        {
            fetch.RenewedToken = true;
        }
        else
        {
            fetch.Retries++;
        }

        metrics.AttemptRetried(fetch.RetryReason);
        fetch.Span.Retry(fetch.RetryReason, fetch.RetryWait);
        fetch.Progress.BackingOff();
        return ValueTask.CompletedTask;
    }

    // A 429 is no failure of Genesys Cloud's: pacing answers it, not the breaker.
    private HttpCircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = FailureRatio,
        MinimumThroughput = MinimumThroughput,
        SamplingDuration = Sampling,
        BreakDuration = Break,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is TimeoutRejectedException
            || AttemptResponse.Of(arguments.Outcome.Result)?.Kind == HttpAttemptKind.Failed),
        OnOpened = arguments =>
        {
            pacer.Drain();
            availability.CircuitChanged(CircuitState.Open, arguments.BreakDuration);
            FetchContext.Of(arguments.Context).Span.CircuitOpened(arguments.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnHalfOpened = arguments =>
        {
            availability.CircuitChanged(CircuitState.HalfOpen, TimeSpan.Zero);
            FetchContext.Of(arguments.Context).Span.CircuitHalfOpened();
            return ValueTask.CompletedTask;
        },
        OnClosed = arguments =>
        {
            pacer.Drain();
            availability.CircuitChanged(CircuitState.Closed, TimeSpan.Zero);
            FetchContext.Of(arguments.Context).Span.CircuitClosed();
            return ValueTask.CompletedTask;
        },
    };

    // Polly's meter has every attempt. Its log would repeat each failure three times over, so only the circuit speaks
    // up there.
    private TelemetryOptions Telemetry() => new()
    {
        LoggerFactory = loggers,
        SeverityProvider = arguments => arguments.Event.EventName is "OnCircuitOpened" or "OnCircuitClosed"
            ? ResilienceEventSeverity.Warning
            : ResilienceEventSeverity.Debug,
    };

    private sealed class StrategyName : ResilienceStrategyOptions
    {
        public StrategyName(string name) => Name = name;
    }
}
