namespace Genesys.MockGenesys.Faults;

/// <summary>What happens to one request.</summary>
/// <param name="Delay">Time before anything else.</param>
/// <param name="Kind">What happens instead of the usual answer, or null when the usual answer follows.</param>
/// <param name="Status">Status of <see cref="FaultKind.Status"/>.</param>
/// <param name="RetryAfterSeconds">Seconds of <see cref="FaultKind.TooManyRequests"/>.</param>
internal readonly record struct FaultEffect(
    TimeSpan Delay, FaultKind? Kind = null, int Status = 0, int RetryAfterSeconds = 0);
