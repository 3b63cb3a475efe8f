namespace Genesys.Receiver.Journal;

/// <summary>
/// The hand-overs of deliveries to destinations. Every member that changes something returns after the change is on
/// disk, and leaves alone what the caller no longer holds. All throw <see cref="JournalUnavailableException"/> when the
/// store can't be reached.
/// </summary>
internal interface IHandOverJournal
{
    /// <summary>
    /// Leases due hand-overs to a destination, oldest first; none while an operator has paused it. Returns an empty
    /// list at once when nothing is due.
    /// </summary>
    /// <param name="destination">Its name.</param>
    /// <param name="max">Most of them.</param>
    /// <param name="inOrder">
    /// True: at most one of a conversation, in the order of recording; one that waits for its time holds back the later
    /// ones of its conversation.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<LeasedHandOver>> LeaseHandOversAsync(
        string destination, int max, bool inOrder, CancellationToken cancellationToken);

    /// <summary>Extends leases by their full length; returns the keys of those still held.</summary>
    ValueTask<IReadOnlyList<long>> RenewHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, CancellationToken cancellationToken);

    /// <summary>
    /// Ends hand-overs that their destination has taken; what they handed over goes with the last that needs it.
    /// </summary>
    ValueTask CompleteHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Ends an attempt without success: the hand-overs are due again at <paramref name="dueAt"/>, in 2 h at the latest.
    /// </summary>
    ValueTask RescheduleHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken);

    /// <summary>
    /// Gives leases back without counting an attempt; due at <paramref name="dueAt"/>, at once when null.
    /// </summary>
    ValueTask ReleaseHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, DateTimeOffset? dueAt, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a hand-over for good: a dead letter, which keeps what it would have handed over. An operator event leaves
    /// none: it is gone.
    /// </summary>
    /// <param name="handOver">The lease.</param>
    /// <param name="attempt">The last attempt, with what it failed by.</param>
    /// <param name="reason">Why it ends: one of <see cref="HandOverReasons"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask DeadLetterHandOverAsync(
        LeasedHandOver handOver, AttemptEntry attempt, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when a hand-over to the destination may be due: one was recorded or released, or the time of one has
    /// come.
    /// </summary>
    ValueTask WaitForHandOversAsync(string destination, CancellationToken cancellationToken);

    /// <summary>Every destination that the journal knows, also those that are no longer configured, by name.</summary>
    ValueTask<IReadOnlyList<DestinationState>> DestinationStatesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Pauses a destination for every receiver, until <see cref="ResumeAsync"/>: <see cref="LeaseHandOversAsync"/>
    /// leases none.
    /// </summary>
    /// <param name="destination">Its name.</param>
    /// <param name="by">The operator's name.</param>
    /// <param name="reason">Why, in the operator's words; null when none was given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask PauseAsync(string destination, string by, string? reason, CancellationToken cancellationToken);

    /// <summary>Ends an operator's pause.</summary>
    ValueTask ResumeAsync(string destination, CancellationToken cancellationToken);

    /// <summary>Ends what waits for a destination and no lease holds, oldest first.</summary>
    /// <returns>How many; <paramref name="max"/> when there may be more.</returns>
    ValueTask<int> DiscardWaitingAsync(string destination, string reason, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Makes dead letters (<see cref="HandOverReasons.Expired"/>) of what waits since before a moment and no lease
    /// holds, paused or not. One that waits for its next attempt follows when its time has come, or an hour later. An
    /// operator event leaves no dead letter: it is gone.
    /// </summary>
    /// <returns>How many ended, <paramref name="max"/> when there may be more, and how many are dead letters.</returns>
    ValueTask<(int Ended, int DeadLetters)> ExpireHandOversAsync(
        string destination, DateTimeOffset recordedBefore, int max, CancellationToken cancellationToken);

    /// <summary>
    /// How many hand-overs found no room at each destination and became dead letters
    /// (<see cref="HandOverReasons.DestinationFull"/>), of what this receiver recorded since it asked last.
    /// </summary>
    IReadOnlyDictionary<string, int> TakeFull();

    /// <summary>
    /// Records an operator event for destinations. It takes none of the room for deliveries, and finds room when they
    /// have none; false when 1,000 operator events wait: then it isn't recorded.
    /// </summary>
    ValueTask<bool> RecordOperatorEventAsync(
        OperatorEvent operatorEvent, IReadOnlyList<string> destinations, CancellationToken cancellationToken);
}
