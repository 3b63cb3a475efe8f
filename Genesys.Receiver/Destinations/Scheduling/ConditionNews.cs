namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>What a failure changes in how a destination is treated.</summary>
internal enum ConditionNews
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>From now on it is tried with one call at a time.</summary>
    Fails,

    /// <summary>From now on it is paused.</summary>
    Paused,
}
