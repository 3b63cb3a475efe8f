namespace Genesys.Receiver.Destinations;

/// <summary>The order in which a destination is given events.</summary>
internal enum DestinationOrdering
{
    /// <summary>None is kept.</summary>
    None,

    /// <summary>
    /// One at a time for each conversation, in the order of recording; one that waits holds back those behind it.
    /// </summary>
    Conversation,
}
