namespace Genesys.Receiver.Journal;

/// <summary>What the journal knows of a destination.</summary>
internal sealed record DestinationState
{
    public required string Name { get; init; }

    /// <summary>Hand-overs that wait or are being made.</summary>
    public required long Waiting { get; init; }

    /// <summary>Hand-overs that failed for good and wait for an operator.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>When the one was recorded that is first in line; null when none waits.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>An operator's pause; null when there is none.</summary>
    public DestinationPause? Paused { get; init; }

    /// <summary>The last attempt that failed; null when none did.</summary>
    public DestinationFailure? LastFailure { get; init; }
}

/// <summary>An operator's pause of a destination.</summary>
/// <param name="By">The operator's name.</param>
/// <param name="Since">When it began.</param>
/// <param name="Reason">Why, in the operator's words.</param>
internal sealed record DestinationPause(string By, DateTimeOffset Since, string? Reason);

/// <summary>An attempt that failed.</summary>
/// <param name="At">When its outcome was known.</param>
/// <param name="StatusCode">The HTTP status; 0 when there was none.</param>
/// <param name="Reason">A bounded, safe word or sentence.</param>
internal sealed record DestinationFailure(DateTimeOffset At, int StatusCode, string Reason);
