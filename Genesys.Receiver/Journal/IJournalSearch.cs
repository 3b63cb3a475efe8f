namespace Genesys.Receiver.Journal;

/// <summary>
/// What the journal can be asked. Nothing here waits for what is being recorded, nor delays it. What was recorded is
/// found within a second; behind a flood later, see <see cref="Lag"/>. Every member throws
/// <see cref="JournalUnavailableException"/> when the store can't be reached.
/// </summary>
internal interface IJournalSearch
{
    /// <summary>Most items of a page.</summary>
    const int MaxItems = 500;

    /// <summary>
    /// Rows that one search looks at; then it answers what it has, with <see cref="Found{T}.Next"/> and
    /// <see cref="Found{T}.SearchedBackTo"/>.
    /// </summary>
    const int MaxExamined = 20_000;

    /// <summary>Everything before this moment is found.</summary>
    DateTimeOffset IndexedUpTo { get; }

    /// <summary>How far what is found is behind what was recorded.</summary>
    TimeSpan Lag { get; }

    /// <summary>Deliveries that fit the filter as they are now, newest first.</summary>
    /// <param name="limit">Most items, 1 to <see cref="MaxItems"/>.</param>
    /// <param name="cursor">The page's start: <see cref="Found{T}.Next"/> of the page before; null for the newest. One
    /// that isn't a cursor starts at the newest.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<Found<DeliveryEntry>> FindDeliveriesAsync(
        DeliveryFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>One delivery, in whatever state; null when there is none. Known as soon as it is recorded.</summary>
    ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken);

    /// <summary>
    /// How many fit the filter and have been in their state since <paramref name="asOf"/> or longer; counts no further
    /// than <see cref="IJournalJobs.MaxKeys"/> + 1.
    /// </summary>
    async ValueTask<long> CountAsync(DeliveryFilter filter, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var count = 0L;
        string? cursor = null;
        do
        {
            (var keys, cursor) = await KeysAsync(filter, asOf, cursor, MaxExamined, cancellationToken);
            count += keys.Count;
        }
        while (cursor is not null && count <= IJournalJobs.MaxKeys);
        return Math.Min(count, IJournalJobs.MaxKeys + 1);
    }

    /// <summary>
    /// Keys of those that fit the filter and have been in their state since <paramref name="asOf"/> or longer, newest
    /// first.
    /// </summary>
    /// <param name="asOf">The moment.</param>
    /// <param name="cursor"><c>Next</c> of the batch before; null for the first.</param>
    /// <param name="max">Most keys, at most <see cref="MaxExamined"/>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The keys, which may be few or none while there are more, and the next cursor; null after the
    /// last.</returns>
    ValueTask<(IReadOnlyList<long> Keys, string? Next)> KeysAsync(
        DeliveryFilter filter, DateTimeOffset asOf, string? cursor, int max, CancellationToken cancellationToken);

    /// <summary>Anomalies that fit the filter as they are now, newest first.</summary>
    ValueTask<Found<AnomalyEntry>> FindAnomaliesAsync(
        AnomalyFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>One anomaly, in whatever state; null when there is none. Known as soon as it is recorded.</summary>
    ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken);

    /// <summary>The failure groups, largest first; at most 1,000.</summary>
    ValueTask<IReadOnlyList<FailureGroup>> FailureGroupsAsync(CancellationToken cancellationToken);

    /// <summary>The groups of anomalies received within a time, to ten minutes, largest first; at most 1,000.</summary>
    ValueTask<IReadOnlyList<AnomalyGroup>> AnomalyGroupsAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>
    /// What happened in each minute, oldest first; minutes without anything are left out. Kept for seven days.
    /// </summary>
    ValueTask<IReadOnlyList<ActivityMinute>> ActivityAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
