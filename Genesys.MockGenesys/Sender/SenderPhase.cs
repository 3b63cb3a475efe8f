namespace Genesys.MockGenesys.Sender;

/// <summary>What the sender does at this moment.</summary>
public enum SenderPhase
{
    /// <summary>It has no target.</summary>
    NoTarget,

    /// <summary>The receiver hasn't answered yet.</summary>
    WaitsForReceiver,

    Sends,
}
