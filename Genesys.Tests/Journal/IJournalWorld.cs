using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

/// <summary>A store that the contract's tests run on.</summary>
internal interface IJournalWorld : IAsyncDisposable
{
    SteppableTime Time { get; }

    DestinationLimits Limits { get; }

    /// <summary>How many rows a table of the store has.</summary>
    Task<long> CountAsync(string table);

    /// <summary>Starts a journal on the store, as one run of a receiver does.</summary>
    Task<IJournal> StartAsync(Action<JournalOptions>? configure = null);

    /// <summary>Ends a run in order.</summary>
    Task StopAsync(IJournal journal);

    /// <summary>Returns when everything that a journal holds can be found.</summary>
    Task CatchUpAsync(IJournal journal);
}
