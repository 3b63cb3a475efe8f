using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Operators;

/// <summary>A destination as an operator sees it. Counts and the operator's pause are the journal's, of all receivers;
/// the rest is as this receiver sees it.</summary>
internal sealed record DestinationView
{
    public required string Name { get; init; }

    /// <summary>Its type; null when it is no longer configured.</summary>
    public string? Type { get; init; }

    public required DestinationStanding Standing { get; init; }

    /// <summary>What it wants; empty: every event.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    public DestinationPayload? Payload { get; init; }

    public DestinationFormat? Format { get; init; }

    public DestinationOrdering? Ordering { get; init; }

    /// <summary>Events that wait for it.</summary>
    public required long Waiting { get; init; }

    /// <summary>When the oldest of them was recorded.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Its dead letters.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Events a second that it took from this receiver in the last minute.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>The operator's pause, if there is one.</summary>
    public DestinationPause? PausedBy { get; init; }

    /// <summary>Since when it is paused for its failures; null when it isn't.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Why it fails, in a word; null when it doesn't.</summary>
    public string? Problem { get; init; }

    /// <summary>The last attempt that failed.</summary>
    public DestinationFailure? LastFailure { get; init; }
}
