namespace Genesys.MockGenesys.Faults;

/// <summary>A fault as it stands.</summary>
/// <param name="Fault">The fault as it was set.</param>
/// <param name="Met">Requests that it has met.</param>
/// <param name="IsOn">Whether it can meet a request at this moment.</param>
public sealed record FaultState(Fault Fault, int Met, bool IsOn);
