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
    /// Counts the dead letters that failed before a moment, by destination; each is counted once, whichever receiver
    /// asks: with the count is written up to which moment it is.
    /// </summary>
    /// <param name="failedBefore">The moment.</param>
    /// <param name="cancellationToken">Gives up waiting; they may be counted all the same.</param>
    ValueTask<IReadOnlyList<ExpiringDeadLetters>> TakeExpiringAsync(
        DateTimeOffset failedBefore, CancellationToken cancellationToken);
}

/// <summary>Dead letters that are about to be discarded.</summary>
/// <param name="Destination">The destination that wouldn't take them; null when it was the fetch that failed.</param>
/// <param name="Count">How many.</param>
internal sealed record ExpiringDeadLetters(string? Destination, int Count);
