namespace Genesys.Receiver.Processing;

/// <summary>What a round is doing.</summary>
internal enum RoundPhase
{
    /// <summary>Waiting for its turn.</summary>
    Queueing,

    /// <summary>Its request is out, or its answer is being handed over.</summary>
    Attempting,

    /// <summary>Waiting before a retry.</summary>
    BackingOff,

    /// <summary>Writing its outcome into the journal.</summary>
    Settling,
}
