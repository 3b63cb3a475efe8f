namespace Genesys.MockGenesys.Faults;

/// <summary>A fault as it stands.</summary>
/// <param name="Fault">The fault as it was set.</param>
/// <param name="Hits">Requests that it was applied to.</param>
/// <param name="IsOn">Whether it can be applied at this moment.</param>
public sealed record FaultState(Fault Fault, int Hits, bool IsOn);
