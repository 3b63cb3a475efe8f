namespace Genesys.MockGenesys.Sender;

/// <summary>What follows from a result.</summary>
/// <param name="State">Where the event stands now.</param>
/// <param name="Delay">Time until the next request when it waits.</param>
/// <param name="Condition">Which limit ended the retries, or null.</param>
internal readonly record struct RetryDecision(EventState State, TimeSpan Delay = default, string? Condition = null);
