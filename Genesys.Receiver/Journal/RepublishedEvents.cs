namespace Genesys.Receiver.Journal;

/// <summary>What is done with an event that Genesys publishes again, under a new envelope id.</summary>
internal enum RepublishedEvents
{
    /// <summary>It is processed like any other; it is counted and shown.</summary>
    Show,

    /// <summary>
    /// It is answered as a duplicate and recorded as finished: nothing is fetched, and it is handed over to nobody.
    /// </summary>
    Duplicate,
}
