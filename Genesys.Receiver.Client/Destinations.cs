using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>How a destination stands.</summary>
[JsonConverter(typeof(CamelCase<DestinationStanding>))]
public enum DestinationStanding
{
    /// <summary>It takes events.</summary>
    Working,

    /// <summary>It failed several times in a row, and is tried with one event at a time.</summary>
    Failing,

    /// <summary>The receiver paused it, since it fails: one event a minute is tried.</summary>
    Paused,

    /// <summary>An operator paused it.</summary>
    PausedByOperator,

    /// <summary>It isn't configured any more, and something waits for it.</summary>
    NotConfigured,
}

/// <summary>A system that events are handed on to.</summary>
public sealed record Destination
{
    /// <summary>Its name in <c>Destinations:{name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it stands.</summary>
    public required DestinationStanding Standing { get; init; }

    /// <summary>Webhook, Sqs, File, or a type of one's own; absent when it isn't configured.</summary>
    public string? Type { get; init; }

    /// <summary>The topics that it wants; empty: all.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>What is handed on: Event, Conversation or Both.</summary>
    public string? Payload { get; init; }

    /// <summary>CloudEvents or Raw.</summary>
    public string? Format { get; init; }

    /// <summary>None or Conversation.</summary>
    public string? Ordering { get; init; }

    /// <summary>Set while it is paused.</summary>
    public DestinationPause? Pause { get; init; }

    /// <summary>Why it fails, in a word; absent when it doesn't.</summary>
    public string? Problem { get; init; }

    /// <summary>Hand-overs that wait for it.</summary>
    public required long Waiting { get; init; }

    /// <summary>Since when the oldest of them waits.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Hand-overs to it that failed for good and wait for an operator.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Hand-overs a second that it took in the last minute, from the receiver that answers.</summary>
    public double? DeliveredPerSecond { get; init; }

    /// <summary>The last attempt that failed.</summary>
    public DestinationFailure? LastFailure { get; init; }
}

/// <summary>Why nothing is handed on to a destination.</summary>
public sealed record DestinationPause
{
    /// <summary>The operator who paused it; absent when the receiver did.</summary>
    public string? By { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>An attempt at a destination that failed.</summary>
public sealed record DestinationFailure
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP status; absent when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>A safe word or sentence.</summary>
    public required string Reason { get; init; }
}

/// <summary>Why something is done.</summary>
/// <param name="Reason">1 to 500 characters; it stands in the audit. Write nothing personal.</param>
public sealed record ReasonCommand(string Reason);

/// <summary>What became of a test event.</summary>
public sealed record DestinationTest
{
    /// <summary>True when the destination took it.</summary>
    public required bool Delivered { get; init; }

    /// <summary>The HTTP status; absent when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>A safe word or sentence for the outcome.</summary>
    public required string Reason { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double TookSeconds { get; init; }
}

/// <summary>How many hand-overs were discarded.</summary>
/// <param name="Count">How many.</param>
public sealed record DiscardedWaiting(long Count);
