using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(CamelCase<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Waiting, or being processed.</summary>
    Open,

    /// <summary>Processed.</summary>
    Finished,

    /// <summary>Failed for good; waits for an operator. In a filter: it, or one of its hand-overs, did.</summary>
    DeadLetter,

    /// <summary>Ended by an operator.</summary>
    Discarded,

    /// <summary>In a filter: whatever it is.</summary>
    Any,
}

/// <summary>A delivery, that is one event that was accepted, as lists show it. Identifiers are masked.</summary>
public record DeliverySummary
{
    /// <summary>The journal's own key; it stays the same when the delivery is replayed.</summary>
    public required long Key { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>The request id that the sender was answered with.</summary>
    public required string RequestId { get; init; }

    /// <summary>The trace that received it; absent when nothing traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>Moment of receipt.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The schema that it was judged by.</summary>
    public required string Schema { get; init; }

    /// <summary>The envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>The topic: <c>detail-type</c>, or <c>event_type</c> of the flat envelope.</summary>
    public string? Topic { get; init; }

    /// <summary>The envelope's source.</summary>
    public string? Source { get; init; }

    /// <summary>The AWS account of the envelope.</summary>
    public string? Account { get; init; }

    /// <summary>The conversation that it names; absent when it names none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The envelope's time.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>When the next attempt is due; absent unless it waits for one.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was finished, became a dead letter or was discarded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why an operator discarded it.</summary>
    public string? DiscardReason { get; init; }

    /// <summary>Attempts that were made.</summary>
    public required int AttemptCount { get; init; }

    /// <summary>The last attempt.</summary>
    public Attempt? LastAttempt { get; init; }

    /// <summary>
    /// Destinations whose hand-over failed for good and waits for an operator: with one, the delivery is among the dead
    /// letters too, whatever its own state.
    /// </summary>
    public IReadOnlyList<string> FailedDestinations { get; init; } = [];

    /// <summary>
    /// The first delivery of its event, when Genesys Cloud published that again under another envelope id; else absent.
    /// </summary>
    public FirstDelivery? Republished { get; init; }

    /// <summary>
    /// How often its event came again and was answered as a duplicate, known a few seconds later; absent when it never
    /// did.
    /// </summary>
    public Duplicates? Duplicates { get; init; }

    /// <summary>Bytes of the payload that are kept; 0 once it was removed.</summary>
    public required int PayloadSize { get; init; }
}

/// <summary>A delivery with all that is known of it.</summary>
public sealed record DeliveryDetails : DeliverySummary
{
    /// <summary>Every attempt, oldest first: fetches, and hand-overs to destinations.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>What became of it at each destination.</summary>
    public IReadOnlyList<HandOver> HandOvers { get; init; } = [];

    /// <summary>What its schema doesn't know; empty once the payload was removed.</summary>
    public IReadOnlyList<Drift> Drift { get; init; } = [];

    /// <summary>The payload as JSON text, masked unless <see cref="InClear"/>; absent once it was removed.</summary>
    public string? Payload { get; init; }

    /// <summary>True when identifiers and payload are as they were sent.</summary>
    public bool InClear { get; init; }
}

/// <summary>The delivery of an event's first publication.</summary>
public sealed record FirstDelivery
{
    /// <summary>Its key. The delivery may be gone: events are known for longer than deliveries are kept.</summary>
    public required long Key { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Times that an event came again after its delivery was recorded.</summary>
public sealed record Duplicates
{
    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>The first time.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>The last time.</summary>
    public required DateTimeOffset Last { get; init; }
}

/// <summary>What an attempt was at.</summary>
[JsonConverter(typeof(CamelCase<AttemptKind>))]
public enum AttemptKind
{
    /// <summary>Fetching the conversation from Genesys Cloud.</summary>
    Fetch,

    /// <summary>Handing the event on to a destination.</summary>
    HandOver,
}

/// <summary>One attempt at a delivery.</summary>
public sealed record Attempt
{
    /// <summary>What it was at.</summary>
    public required AttemptKind Kind { get; init; }

    /// <summary>The destination of a hand-over.</summary>
    public string? Destination { get; init; }

    /// <summary>When its first request started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its outcome was known.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>From start to end, in seconds.</summary>
    public required double TookSeconds { get; init; }

    /// <summary>
    /// How long the delivery or the hand-over waited before it, in seconds: from its record, its last attempt or its
    /// replay. Absent for less than a second, and when it isn't known.
    /// </summary>
    public double? WaitedSeconds { get; init; }

    /// <summary>
    /// What most of that was for: <c>retry</c>, <c>replay</c>, <c>backlog</c>, <c>min_fetch_interval</c>,
    /// <c>fetch_under_way</c>, <c>circuit_open</c>, <c>rate_limit</c>, <c>credentials</c>, <c>order</c>, <c>paused</c>
    /// or <c>destination_failing</c>.
    /// </summary>
    public string? WaitedFor { get; init; }

    /// <summary>The last HTTP status; absent when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>A safe word or sentence for the outcome, such as <c>completed</c> or <c>timeout</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The attempt's trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>HTTP requests that were made in it.</summary>
    public required int RequestCount { get; init; }

    /// <summary>Those requests, oldest first; empty when they weren't kept.</summary>
    public IReadOnlyList<AttemptRequest> Requests { get; init; } = [];
}

/// <summary>One HTTP request of an attempt.</summary>
public sealed record AttemptRequest
{
    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double TookSeconds { get; init; }

    /// <summary>The HTTP status; absent when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>A safe word for the outcome.</summary>
    public string? Reason { get; init; }

    /// <summary>How long was waited before it, in seconds.</summary>
    public double? WaitedSeconds { get; init; }

    /// <summary>
    /// What most of that was for: the reason of the request before, <c>rate_limit</c> or <c>concurrency</c>.
    /// </summary>
    public string? WaitedFor { get; init; }
}

/// <summary>Where a hand-over stands.</summary>
[JsonConverter(typeof(CamelCase<HandOverState>))]
public enum HandOverState
{
    /// <summary>Waiting, or being made.</summary>
    Waiting,

    /// <summary>The destination has it.</summary>
    Delivered,

    /// <summary>Failed for good; waits for an operator.</summary>
    DeadLetter,

    /// <summary>Ended by an operator.</summary>
    Discarded,
}

/// <summary>What became of a delivery at one destination.</summary>
public sealed record HandOver
{
    /// <summary>The destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Where it stands.</summary>
    public required HandOverState State { get; init; }

    /// <summary>When the next attempt is due; absent unless it waits for one.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was delivered, became a dead letter or was discarded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// Why it failed for good, such as <c>refused</c>, <c>expired</c> or <c>destination_full</c>, or why an operator
    /// ended it; what an attempt failed by stands with the attempt.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Its attempts, oldest first.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
}
