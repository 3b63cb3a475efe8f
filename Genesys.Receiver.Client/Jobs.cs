using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>What a job does to each delivery of its set.</summary>
[JsonConverter(typeof(CamelCase<JobAction>))]
public enum JobAction
{
    /// <summary>
    /// Puts it back: a fetch that failed for good and the hand-overs that did, or a finished one whose payload is kept.
    /// </summary>
    Replay,

    /// <summary>
    /// Ends a fetch that failed for good, and hand-overs that did; the payload goes when nothing needs it.
    /// </summary>
    Discard,

    /// <summary>Removes what it holds of persons: payload, conversation, index entries.</summary>
    Erase,

    /// <summary>
    /// Fetches conversations that reconciliation missed, and hands them on; its keys are those of
    /// <see cref="ReconciliationConversation"/>.
    /// </summary>
    Fetch,
}

/// <summary>Where a job stands.</summary>
[JsonConverter(typeof(CamelCase<JobState>))]
public enum JobState
{
    /// <summary>Its set is being written down.</summary>
    Freezing,

    /// <summary>It acts.</summary>
    Running,

    /// <summary>An operator stopped it.</summary>
    Stopped,

    /// <summary>All of its set was dealt with.</summary>
    Completed,

    /// <summary>It can't go on; <see cref="Job.Problem"/> says why.</summary>
    Failed,
}

/// <summary>
/// A job that is asked for. Exactly one of keys, group, filter and window says what it takes; for fetch one of keys and
/// window.
/// </summary>
public sealed record JobRequest
{
    /// <summary>What is done.</summary>
    public required JobAction Action { get; init; }

    /// <summary>Deliveries by key, 1 to 1,000.</summary>
    public IReadOnlyList<long>? Keys { get; init; }

    /// <summary>The id of a failure group.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// All deliveries that fit. Without a state it means dead letters; an erasure has to say its state.
    /// </summary>
    public DeliveryFilter? Filter { get; init; }

    /// <summary>For fetch: all conversations of a window of reconciliation that are missing or incomplete.</summary>
    public long? Window { get; init; }

    /// <summary>Most deliveries a second, 1 to 10,000; 100 when absent.</summary>
    public int? RatePerSecond { get; init; }

    /// <summary>
    /// Why, 1 to 500 characters; it stands in the audit. Write nothing personal. A dry run needs none.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>True to be told the count alone; nothing is created.</summary>
    public bool? DryRun { get; init; }

    /// <summary>Takes only what was in that state at this moment: that of a dry run. Now when absent.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>What a dry run found.</summary>
/// <param name="Total">How many deliveries the job would take.</param>
/// <param name="AsOf">The moment that the count is of; give it to the job.</param>
public sealed record JobCount(long Total, DateTimeOffset AsOf);

/// <summary>A replay, discard or erasure of a set of deliveries, or a fetch of a set of conversations.</summary>
public sealed record Job
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>What it does.</summary>
    public required JobAction Action { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Deliveries in its set, so far while it is freezing.</summary>
    public required long Total { get; init; }

    /// <summary>How many were put back, discarded, erased or asked for, each counted once.</summary>
    public required long Done { get; init; }

    /// <summary>How many were no longer in a state that allows it.</summary>
    public required long Failed { get; init; }

    /// <summary>Most deliveries a second.</summary>
    public required int RatePerSecond { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The operator; absent when the key has no name.</summary>
    public string? By { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many keys it was given; absent when it was given something else.</summary>
    public int? KeyCount { get; init; }

    /// <summary>The failure group that it was given.</summary>
    public string? Group { get; init; }

    /// <summary>The filter that it was given; identifiers are masked.</summary>
    public DeliveryFilter? Filter { get; init; }

    /// <summary>The window of reconciliation that it was given.</summary>
    public long? Window { get; init; }

    /// <summary>
    /// The destination whose dead letters alone it replays or discards: its filter or its group names it. Absent: a
    /// fetch that failed, and all hand-overs that did.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>It takes what was in its state at this moment.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }
}
