namespace Genesys.Receiver.Destinations.Operators;

/// <summary>How a destination stands.</summary>
internal enum DestinationStanding
{
    /// <summary>It takes events.</summary>
    Working,

    /// <summary>It failed several times in a row, and is tried with one event at a time.</summary>
    Failing,

    /// <summary>It failed for <c>PauseAfter</c>, or wants no more: one event a minute is tried.</summary>
    Paused,

    /// <summary>An operator paused it.</summary>
    PausedByOperator,

    /// <summary>It is no longer configured, and events wait for it.</summary>
    NotConfigured,
}
