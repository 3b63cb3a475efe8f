using System.Text.Json.Serialization;

namespace Genesys.Receiver.Journal;

/// <summary>What an attempt was.</summary>
internal enum AttemptKind
{
    /// <summary>A fetch of the delivery's conversation.</summary>
    Fetch,

    /// <summary>A hand-over to a destination.</summary>
    HandOver,
}

/// <summary>One attempt at a delivery, as the delivery's history keeps it.</summary>
/// <param name="StartedAt">When its first HTTP attempt started.</param>
/// <param name="EndedAt">When its outcome was known.</param>
/// <param name="HttpAttempts">HTTP attempts made in it.</param>
/// <param name="StatusCode">The last HTTP status; 0 when there was none.</param>
/// <param name="Reason">A bounded, safe word or sentence for the outcome, such as <c>completed</c> or
/// <c>timeout</c>.</param>
internal sealed record AttemptEntry(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    [property: JsonPropertyName("attempts")] int HttpAttempts,
    int StatusCode,
    string Reason)
{
    /// <summary>What it was.</summary>
    public AttemptKind Kind { get; init; }

    /// <summary>The destination of a hand-over.</summary>
    public string? Destination { get; init; }

    /// <summary>
    /// How long the delivery or the hand-over waited before it; null for less than a second, and when it isn't known.
    /// </summary>
    public TimeSpan? Waited { get; init; }

    /// <summary>What most of that was for: one of <see cref="WaitReasons"/>.</summary>
    public string? WaitedFor { get; init; }

    /// <summary>The trace of it: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>Its HTTP attempts, oldest first; null when they weren't kept.</summary>
    public IReadOnlyList<HttpAttemptEntry>? Requests { get; init; }

    /// <summary>The same attempt as the history of one of its deliveries has it.</summary>
    public AttemptEntry Of(LeasedDelivery delivery) => With(delivery.Wait);

    /// <summary>The same attempt as the history of one of its hand-overs has it.</summary>
    public AttemptEntry Of(LeasedHandOver handOver) => With(handOver.Wait) with { TraceId = handOver.TraceId };

    private AttemptEntry With(AttemptWait? wait) =>
        wait is { } waited ? this with { Waited = waited.Length, WaitedFor = waited.For } : this;
}

/// <summary>One HTTP attempt.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="Took">How long it took.</param>
/// <param name="StatusCode">The HTTP status; 0 when there was none.</param>
/// <param name="Reason">A bounded, safe word for the outcome.</param>
/// <param name="Waited">How long was waited before it.</param>
/// <param name="WaitedFor">
/// What most of the wait was for: the reason of the attempt before, <c>rate_limit</c> or <c>concurrency</c>; null
/// without a wait.
/// </param>
internal sealed record HttpAttemptEntry(
    DateTimeOffset StartedAt, TimeSpan Took, int StatusCode, string Reason, TimeSpan Waited = default,
    string? WaitedFor = null);
