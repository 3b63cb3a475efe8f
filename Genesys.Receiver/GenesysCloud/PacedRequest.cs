namespace Genesys.Receiver.GenesysCloud;

/// <summary>A request that the pacer let go: what its answer's count of requests is to be compared with.</summary>
/// <param name="Number">How many requests were let go up to and with this one.</param>
/// <param name="At">When, by the pacer's clock.</param>
internal readonly record struct PacedRequest(long Number, TimeSpan At);
