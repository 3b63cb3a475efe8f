using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal;

/// <summary>
/// The durable record. Every member that changes something returns after the change is on disk. Expected failures of
/// <c>RecordAsync</c> are values; the other members throw <see cref="JournalUnavailableException"/> when the store
/// can't be reached.
/// </summary>
internal interface IJournal
{
    /// <summary>
    /// Records a delivery, unless its key (account, source, id, replay name) was recorded in the last 48 h. One that
    /// needs no processing is finished with its record: it is never open, keeps no payload, and no bound refuses it.
    /// </summary>
    /// <param name="record">The delivery.</param>
    /// <param name="lease">True when the caller processes it itself (inline mode) and gets its lease at once.</param>
    /// <param name="cancellationToken">Gives up waiting; the record may be on disk all the same.</param>
    ValueTask<RecordResult> RecordAsync(DeliveryRecord record, bool lease, CancellationToken cancellationToken);

    /// <summary>Records an anomaly.</summary>
    ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Leases due deliveries, oldest first, at most one for each conversation that no other lease holds. Returns an
    /// empty list at once when nothing is due.
    /// </summary>
    ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(int max, CancellationToken cancellationToken);

    /// <summary>
    /// Leases every other open delivery of a conversation of the same account, due or waiting for its next attempt: the
    /// fetch that is about to start answers for them too.
    /// </summary>
    ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, ConversationId conversationId, int max, CancellationToken cancellationToken);

    /// <summary>Extends leases by their full length; returns the keys of those still held.</summary>
    ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Finishes deliveries. One whose lease is no longer held is left alone.</summary>
    /// <param name="deliveries">The leases.</param>
    /// <param name="attempt">The attempt that succeeded, for their history.</param>
    /// <param name="rest">For so long <see cref="LeaseDeliveriesAsync"/> leases no other delivery of their
    /// conversations; 5 min at most.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CompleteAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest,
        CancellationToken cancellationToken) =>
        CompleteAsync(deliveries, attempt, rest, null, cancellationToken);

    /// <summary>
    /// Finishes deliveries and records their hand-overs, in one commit. One whose lease is no longer held is left
    /// alone.
    /// </summary>
    /// <param name="deliveries">The leases.</param>
    /// <param name="attempt">The attempt that succeeded, for their history.</param>
    /// <param name="rest">For so long <see cref="LeaseDeliveriesAsync"/> leases no other delivery of their
    /// conversations; 5 min at most.</param>
    /// <param name="handOvers">What is handed over; null for nothing. No bound refuses it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CompleteAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest, NewHandOvers? handOvers,
        CancellationToken cancellationToken);

    /// <summary>Ends an attempt without success: the deliveries are due again at <paramref name="dueAt"/>.</summary>
    ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken);

    /// <summary>Ends a delivery for good: dead letter and anomaly in one commit.</summary>
    ValueTask DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, AnomalyRecord anomaly, CancellationToken cancellationToken) =>
        DeadLetterAsync(delivery, attempt, anomaly, null, cancellationToken);

    /// <summary>
    /// Ends a delivery for good: dead letter, anomaly and the hand-overs of what there is, in one commit.
    /// </summary>
    ValueTask DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, AnomalyRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken);

    /// <summary>
    /// Gives leases back without counting an attempt; due at <paramref name="dueAt"/>, at once when null.
    /// </summary>
    ValueTask ReleaseAsync(
        IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken);

    /// <summary>Forgets a delivery that its sender keeps (inline mode): the next one with its key is new.</summary>
    ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when a delivery may be due: one was recorded or released, or the time of one has come.
    /// </summary>
    ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken);

    /// <summary>Leases anomalies in the order of recording, at most <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken);

    /// <summary>Removes anomalies that CloudWatch has taken.</summary>
    ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken);

    /// <summary>
    /// Sets an anomaly aside that CloudWatch will never take, with the reason; an operator finds it in the admin API.
    /// </summary>
    ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken);

    /// <summary>Gives anomalies back; they keep their place in the order.</summary>
    ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken);

    /// <summary>Completes when an anomaly may wait for shipping.</summary>
    ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Cancelled when the service stops and the store doesn't answer: nothing that is still done can be recorded.
    /// </summary>
    CancellationToken Unreachable { get; }

    /// <summary>What it last found of itself; never waits.</summary>
    JournalState LastState { get; }

    /// <summary>What it holds, and whether it can write. Never throws for a store that can't be reached.</summary>
    ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken);
}
