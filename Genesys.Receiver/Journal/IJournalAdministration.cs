namespace Genesys.Receiver.Journal;

/// <summary>
/// What an operator does to anomalies, and what operators are to be told. Every member throws
/// <see cref="JournalUnavailableException"/> when the store can't be reached.
/// </summary>
internal interface IJournalAdministration
{
    /// <summary>
    /// Puts an anomaly that was set aside back, under its key. Returns the key; null when there is no such anomaly.
    /// </summary>
    ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>Removes an anomaly that was set aside. False when there is no such anomaly.</summary>
    ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>How many anomalies are set aside.</summary>
    ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Counts the dead letters that failed before a moment, by destination, and records an operator event for each
    /// count. Each is counted once, whichever receiver asks: the events, and up to which moment they tell, are one
    /// commit.
    /// </summary>
    /// <param name="failedBefore">The moment.</param>
    /// <param name="eventOf">Makes the event.</param>
    /// <param name="destinations">Those that want it.</param>
    /// <param name="cancellationToken">Gives up waiting; they may be told of all the same.</param>
    /// <returns>False when too many operator events wait: then nothing is told, and it is to be tried again.</returns>
    ValueTask<bool> TellExpiringAsync(
        DateTimeOffset failedBefore, Func<ExpiringDeadLetters, OperatorEvent> eventOf,
        IReadOnlyList<string> destinations, CancellationToken cancellationToken);
}

/// <summary>Dead letters that are about to be discarded.</summary>
/// <param name="Destination">The destination that wouldn't take them; null when it was the fetch that failed.</param>
/// <param name="Count">How many.</param>
internal sealed record ExpiringDeadLetters(string? Destination, int Count);
