namespace Genesys.MockGenesys.PlatformApi;

/// <summary>What one second brought.</summary>
/// <param name="Second">Unix time.</param>
/// <param name="Requests">Requests to the API that began in it, whatever became of them.</param>
/// <param name="Throttled">Requests answered 429 in it because their client was over its limit.</param>
public sealed record TrafficSecond(long Second, int Requests, int Throttled);
