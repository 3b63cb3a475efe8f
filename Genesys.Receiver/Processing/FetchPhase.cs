namespace Genesys.Receiver.Processing;

/// <summary>What a fetch is doing.</summary>
internal enum FetchPhase
{
    /// <summary>Waiting for its turn.</summary>
    Queueing,

    /// <summary>Its request is out, or its answer is being handed over.</summary>
    Attempting,

    /// <summary>Waiting before a retry.</summary>
    BackingOff,

    /// <summary>Writing its deliveries' results into the journal.</summary>
    Settling,
}
