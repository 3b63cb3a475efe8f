namespace Genesys.MockGenesys.Sender;

/// <summary>
/// When EventBridge sends an event again. A negative <c>Retry-After</c> stops the retries of the classic bus; of the
/// batching bus nothing of the kind is documented
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html, …/eb-rule-retry-policy.html,
/// …/eb-custom-bus-retry.html).
/// </summary>
internal sealed record RetryPolicy(EventBus Bus, int MaximumRetryAttempts, TimeSpan MaximumEventAge, double Speed = 1)
{
    /// <summary>Name of the dead letter's condition when the retries ran out.</summary>
    public const string AttemptsExhausted = "MaximumRetryAttempts";

    /// <summary>Name of the dead letter's condition when the event grew too old.</summary>
    public const string AgeExhausted = "MaximumEventAgeInSeconds";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    // AWS says only "exponential back off and jitter". With this ceiling 185 retries fill 24 hours: 511 s of doubling
    // and 176 times 8 minutes.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(8);

    public static RetryPolicy From(SenderOptions options) => new(
        options.Bus,
        options.MaximumRetryAttempts ?? (options.Bus == EventBus.Classic ? 185 : 5),
        options.MaximumEventAge
            ?? (options.Bus == EventBus.Classic ? TimeSpan.FromHours(24) : TimeSpan.FromSeconds(300)),
        options.RetrySpeed);

    /// <summary>What follows from the latest result.</summary>
    /// <param name="result">The latest request's result.</param>
    /// <param name="attempts">Requests made so far, this one included.</param>
    /// <param name="age">Time since the event was published.</param>
    /// <param name="random">Gives the jitter.</param>
    public RetryDecision Decide(InvocationResult result, int attempts, TimeSpan age, Random random)
    {
        if (result.IsDelivered)
        {
            return new RetryDecision(EventState.Delivered);
        }

        if (!IsRetried(result.Status) || (Bus == EventBus.Classic && result.RetryAfter < TimeSpan.Zero))
        {
            return new RetryDecision(EventState.Refused);
        }

        if (attempts > MaximumRetryAttempts)
        {
            return new RetryDecision(EventState.Exhausted, Condition: AttemptsExhausted);
        }

        var delay = Backoff(attempts, random) / Speed;
        if (result.RetryAfter is { } asked && asked > delay)
        {
            delay = asked;
        }

        return (age + delay) * Speed > MaximumEventAge
            ? new RetryDecision(EventState.Exhausted, Condition: AgeExhausted)
            : new RetryDecision(EventState.Waiting, delay);
    }

    private bool IsRetried(int? status) =>
        Bus == EventBus.Batching || status is null or 401 or 407 or 409 or 429 or >= 500;

    private static TimeSpan Backoff(int attempts, Random random)
    {
        var doubled = FirstDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (doubled < LongestDelay ? doubled : LongestDelay) * (0.75 + (random.NextDouble() / 2));
    }
}
