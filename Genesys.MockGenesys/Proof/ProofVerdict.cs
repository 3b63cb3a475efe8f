namespace Genesys.MockGenesys.Proof;

/// <summary>What the comparison comes to.</summary>
public enum ProofVerdict
{
    /// <summary>Everything that the receiver answered for is where it belongs.</summary>
    NothingLost,

    /// <summary>Something isn't there yet, and isn't old enough to be lost.</summary>
    Pending,

    /// <summary>Something is missing.</summary>
    Lost,
}
