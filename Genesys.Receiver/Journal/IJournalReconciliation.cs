namespace Genesys.Receiver.Journal;

/// <summary>
/// What comparing with Genesys Cloud's analytics needs and finds. Windows are kept for
/// <see cref="JournalOptions.Retention"/> after their end. Every member throws
/// <see cref="JournalUnavailableException"/> when the store can't be reached.
/// </summary>
internal interface IJournalReconciliation
{
    /// <summary>Most conversations that are looked up at once.</summary>
    const int MaxLookedUp = 500;

    /// <summary>Most events of a conversation that are looked at for their topics: the latest.</summary>
    const int MaxEvents = 1_000;

    /// <summary>
    /// The conversations of which an event is known, each with the topics of its events. What was recorded is known as
    /// soon as it is found, see <see cref="IJournalSearch.IndexedUpTo"/>.
    /// </summary>
    /// <param name="conversationIds">At most <see cref="MaxLookedUp"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyDictionary<string, IReadOnlySet<string>>> FindTopicsAsync(
        IReadOnlyList<string> conversationIds, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the windows up to now, the first of all from <paramref name="since"/> on, and takes the one that is due
    /// for longest. Of the receivers that share a journal one has it, until it has kept what it found, or for an hour
    /// since it took or renewed it. Null: none is due.
    /// </summary>
    /// <param name="since">Where the first window of all begins.</param>
    /// <param name="interval">A window's length; it ends at a multiple of it.</param>
    /// <param name="delay">A window is due so long after its end.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<ReconciliationWindow?> TakeAsync(
        DateTimeOffset since, TimeSpan interval, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Has a window that was taken for another hour; false when another receiver has it.</summary>
    ValueTask<bool> RenewAsync(long window, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what was found of a window that was taken, and gives it back, in one transaction; false, and nothing is
    /// kept, when another receiver has it.
    /// </summary>
    /// <param name="window">The window as it is now.</param>
    /// <param name="found">Conversations that are missing or incomplete, and that it doesn't have yet.</param>
    /// <param name="late">Keys of those that are late now.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be done all the same.</param>
    ValueTask<bool> KeepAsync(
        ReconciliationWindow window, IReadOnlyList<ReconciliationEntry> found, IReadOnlyList<long> late,
        CancellationToken cancellationToken);

    /// <summary>The windows, newest first.</summary>
    ValueTask<Found<ReconciliationWindow>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>One window; null when there is none, or no longer.</summary>
    ValueTask<ReconciliationWindow?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The conversations of a window, those that were found last first.</summary>
    /// <param name="result">Only those of a result; null for all.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="cursor">The page's start: <c>Next</c> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<Found<ReconciliationEntry>> ConversationsAsync(
        long window, ReconciliationResult? result, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Conversations that a job asked to fetch and whose deliveries aren't recorded yet, oldest first.
    /// </summary>
    ValueTask<IReadOnlyList<ReconciliationEntry>> AskedAsync(int max, CancellationToken cancellationToken);

    /// <summary>Notes that the deliveries of conversations are recorded.</summary>
    ValueTask RecordedAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken);
}
