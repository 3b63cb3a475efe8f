using Genesys.Receiver.Processing;
using Genesys.Receiver.Telemetry;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// The order in which an attempt passes through everything that guards it, outermost first: retry, pacing, concurrency, circuit breaker,
/// attempt time-out. The waits of the first two hold no place among the concurrent attempts, but for
/// the one that is next in line.
/// </summary>
internal static class GenesysPipeline
{
    /// <summary>A longer Retry-After is no matter of this round: Genesys' own SDK gives up at the same 180 s, since daily limits exist.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(180);

    private const double FailureRatio = 0.5;
    private const int MinimumThroughput = 20;
    private static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    public static ResiliencePipeline<Attempt> Build(
        ProcessingOptions options,
        RequestPacer pacer,
        GenesysAvailability availability,
        ReceiverMetrics metrics,
        TimeProvider time,
        Func<double> random,
        ILoggerFactory loggers) =>
        new ResiliencePipelineBuilder<Attempt> { Name = "genesys", InstanceName = "conversations", TimeProvider = time }
            .AddRetry(Retry(options, metrics, random))
            .AddStrategy(_ => new PacingStrategy(pacer, availability, options, time), new StrategyName("pacing"))
            .AddConcurrencyLimiter(options.Concurrency, int.MaxValue)
            .AddStrategy(_ => new AnnouncementStrategy(time), new StrategyName("announcement"))
            .AddCircuitBreaker(Breaker(pacer, availability))
            .AddTimeout(options.AttemptTimeout)
            .ConfigureTelemetry(Telemetry(loggers))
            .Build();

    private static RetryStrategyOptions<Attempt> Retry(ProcessingOptions options, ReceiverMetrics metrics, Func<double> random) => new()
    {
        // One more than configured: the retry after a 401 isn't one of them. The count is kept in the round.
        MaxRetryAttempts = options.MaxRetries + 1,
        ShouldHandle = arguments => ValueTask.FromResult(IsWorthARetry(FetchRound.Of(arguments.Context), arguments.Outcome, options.MaxRetries)),
        DelayGenerator = arguments =>
        {
            var attempt = arguments.Outcome.Result;
            return ValueTask.FromResult<TimeSpan?>(attempt?.Kind == AttemptKind.Unauthorized
                ? TimeSpan.Zero
                : WaitBefore(FetchRound.Of(arguments.Context).Retries, attempt?.RetryAfter, options, random()));
        },
        OnRetry = arguments =>
        {
            var round = FetchRound.Of(arguments.Context);
            var attempt = arguments.Outcome.Result;
            round.RetryWait = arguments.RetryDelay;
            round.RetryReason = attempt?.Reason ?? Reasons.Timeout;
            if (attempt?.Kind == AttemptKind.Unauthorized)
            {
                round.RenewedToken = true;
            }
            else
            {
                round.Retries++;
            }

            metrics.AttemptRetried(round.RetryReason);
            round.Span.Retry(round.RetryReason, round.RetryWait);
            round.Progress.BackingOff();
            return ValueTask.CompletedTask;
        },
    };

    private static bool IsWorthARetry(FetchRound round, Outcome<Attempt> outcome, int maxRetries) => outcome switch
    {
        _ when !round.Progress.MayRetry => false,
        { Exception: TimeoutRejectedException } => round.Retries < maxRetries,
        { Result.Kind: AttemptKind.Unauthorized } => !round.RenewedToken,
        { Result: { Kind: AttemptKind.Failed or AttemptKind.Throttled } attempt } =>
            round.Retries < maxRetries && !(attempt.RetryAfter > LongestWait),
        _ => false,
    };

    /// <summary>BaseDelay · Multiplier^n, or what the answer asked for, and up to MaxJitter.</summary>
    internal static TimeSpan WaitBefore(int retry, TimeSpan? retryAfter, ProcessingOptions options, double random)
    {
        var seconds = retryAfter?.TotalSeconds ?? options.BaseDelay.TotalSeconds * Math.Pow(options.Multiplier, retry);
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds) + (random * options.MaxJitter.TotalSeconds));
    }

    // A 429 is no failure of Genesys Cloud's: pacing answers it, not the breaker.
    private static CircuitBreakerStrategyOptions<Attempt> Breaker(RequestPacer pacer, GenesysAvailability availability) => new()
    {
        FailureRatio = FailureRatio,
        MinimumThroughput = MinimumThroughput,
        SamplingDuration = SamplingDuration,
        BreakDuration = BreakDuration,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome is { Exception: TimeoutRejectedException } or { Result.Kind: AttemptKind.Failed }),
        OnOpened = arguments =>
        {
            pacer.Drain();
            availability.CircuitChanged(CircuitState.Open, arguments.BreakDuration);
            FetchRound.Of(arguments.Context)?.Span.CircuitOpened(arguments.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnHalfOpened = arguments =>
        {
            availability.CircuitChanged(CircuitState.HalfOpen, TimeSpan.Zero);
            FetchRound.Of(arguments.Context)?.Span.CircuitHalfOpened();
            return ValueTask.CompletedTask;
        },
        OnClosed = arguments =>
        {
            pacer.Drain();
            availability.CircuitChanged(CircuitState.Closed, TimeSpan.Zero);
            FetchRound.Of(arguments.Context)?.Span.CircuitClosed();
            return ValueTask.CompletedTask;
        },
    };

    // Polly's meter has every attempt. Its log would repeat each failure three times over, so only the circuit speaks up there.
    private static TelemetryOptions Telemetry(ILoggerFactory loggers) => new()
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
