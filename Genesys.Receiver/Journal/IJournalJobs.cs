namespace Genesys.Receiver.Journal;

/// <summary>
/// The jobs of operators, and what a worker does for them. Jobs that ended are kept for 30 days. Every member throws
/// <see cref="JournalUnavailableException"/> when the store can't be reached.
/// </summary>
internal interface IJournalJobs
{
    /// <summary>Most keys of a job; one that finds more fails before it does anything.</summary>
    const int MaxKeys = 1_000_000;

    /// <summary>Creates a job that collects its keys, and writes its entry of the audit, in one transaction.</summary>
    /// <param name="auditOf">Makes the entry, given the job's key.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be created all the same.</param>
    ValueTask<Job> CreateAsync(NewJob job, Func<long, AuditEntry> auditOf, CancellationToken cancellationToken);

    /// <summary>
    /// Adds keys to a job that collects them, and moves its cursor, in one transaction; after the last it is running.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="keys">Its next keys; one that it has already is left out.</param>
    /// <param name="cursor">Where collecting goes on after a restart.</param>
    /// <param name="last">True when these are all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The job as it is now; null when it isn't collecting, or another receiver works at it.</returns>
    ValueTask<Job?> FreezeAsync(
        long id, IReadOnlyList<long> keys, string? cursor, bool last, CancellationToken cancellationToken);

    /// <summary>One job; null when there is none.</summary>
    ValueTask<Job?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The jobs, newest first.</summary>
    ValueTask<Found<Job>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Stops a job that collects keys or works; what was done stays done. Null when there is none; one that has ended
    /// stays as it is.
    /// </summary>
    ValueTask<Job?> StopAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// The jobs that collect keys or work and that this receiver works at, oldest first: those that it has, and those
    /// that no other receiver has (or had for the length of a lease). <see cref="FreezeAsync"/> and
    /// <see cref="ActAsync"/> renew what this takes.
    /// </summary>
    ValueTask<IReadOnlyList<Job>> LeaseAsync(int max, CancellationToken cancellationToken);

    /// <summary>
    /// Takes keys of a running job and does its action to each, in one transaction with the counts; the last ends the
    /// job.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="max">Most keys, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be done all the same.</param>
    /// <returns>The job as it is now; null when it isn't running, or another receiver works at it.</returns>
    ValueTask<Job?> ActAsync(long id, int max, CancellationToken cancellationToken);

    /// <summary>Ends a job that can't go on, with a sentence that says why.</summary>
    ValueTask FailAsync(long id, string problem, CancellationToken cancellationToken);
}
