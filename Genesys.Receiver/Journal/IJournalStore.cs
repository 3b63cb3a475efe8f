namespace Genesys.Receiver.Journal;

/// <summary>The life of a store, for the host.</summary>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>What an operator reads and changes.</summary>
    IJournalAdministration Administration { get; }

    /// <summary>The hand-overs of deliveries to destinations.</summary>
    IHandOverJournal HandOvers { get; }

    IJournalSearch Search { get; }

    IJournalJobs Jobs { get; }

    IJournalAudit Audit { get; }

    IJournalReconciliation Reconciliation { get; }

    /// <summary>Opens it; a store that can't be reached yet is retried until it can.</summary>
    /// <exception cref="JournalCorruptException">The store is corrupt.</exception>
    /// <exception cref="JournalUnavailableException">The store is not this release's, or not a journal.</exception>
    Task StartAsync();

    /// <summary>
    /// The service begins to stop: from now on a store that doesn't answer is given up, see
    /// <see cref="IJournal.Unreachable"/>.
    /// </summary>
    void BeginStop();
}
