namespace Genesys.Receiver.Journal;

/// <summary>The life of a store, for the host.</summary>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>What it last found of itself; never waits.</summary>
    JournalState LastState { get; }

    /// <summary>What an operator reads and changes.</summary>
    IJournalAdministration Administration { get; }

    /// <summary>Opens it; a store that can't be reached yet is tried again until it can.</summary>
    /// <exception cref="JournalCorruptException">The store is corrupt.</exception>
    /// <exception cref="JournalUnavailableException">The store is not this release's, or not a journal.</exception>
    Task StartAsync();
}
