using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>Writes the results of attempts into the journal, and retries while the journal is unavailable.</summary>
internal sealed class DeliverySettlement(IJournal journal, FetchDependencies with, OperatorEvents operators)
{
    private readonly bool _inline = with.Processing.Mode == ProcessingMode.Inline;

    // Without coalescing each delivery has a fetch of its own, and they would queue for ever.
    private readonly TimeSpan _rest = with.Processing.Coalesce ? with.Genesys.MinFetchInterval : TimeSpan.Zero;

    /// <summary>
    /// Finishes, reschedules, releases or dead-letters the deliveries of a fetch, each according to its result.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<DeliveryAttempt> deliveries)
    {
        foreach (var group in deliveries.GroupBy(ResultOf))
        {
            var (same, result) = (group.ToList(), group.Key);
            await (result.Kind switch
            {
                AttemptResultKind.Completed => WriteAsync(
                    same,
                    SettlementWords.Completed,
                    null,
                    leased => journal.CompleteAsync(
                        leased, result.Attempt, _rest, HandOversOf(leased, result), CancellationToken.None)),
                AttemptResultKind.Released => ReleaseAsync(same, result),
                AttemptResultKind.FailedForGood => DeadLetterAsync(same, result.Attempt),
                _ => RescheduleAsync(same, result),
            });
        }
    }

    /// <summary>Removes the record of a delivery that its sender keeps.</summary>
    public Task ForgetAsync(DeliveryAttempt delivery) =>
        WriteAsync(
            [delivery], SettlementWords.Forgotten, null,
            leased => journal.ForgetAsync(leased[0], CancellationToken.None));

    private NewHandOvers? HandOversOf(IReadOnlyList<LeasedDelivery> deliveries, AttemptResult result)
    {
        var names = deliveries.ToDictionary(
            leased => leased.Key, leased => with.Routing.AtEnd(leased.Record.Delivery.EventType, _inline));
        return names.Values.All(list => list.Count == 0)
            ? null
            : new NewHandOvers { DestinationsOf = leased => names[leased.Key], Content = result.Content };
    }

    // Who wants the conversation alone gets nothing until an operator replays the delivery.
    private NewHandOvers? HandOversOf(LeasedDelivery delivery, AttemptEntry attempt) =>
        with.Routing.AtDeadLetter(delivery.Record.Delivery.EventType, _inline) is { Count: > 0 } names
            ? new NewHandOvers { DestinationsOf = _ => names, ConversationError = attempt.Reason }
            : null;

    private static AttemptResult ResultOf(DeliveryAttempt delivery) =>
        delivery.Result ?? throw new InvalidOperationException("The fetch hasn't ended.");

    private async Task DeadLetterAsync(List<DeliveryAttempt> deliveries, AttemptEntry attempt)
    {
        foreach (var delivery in deliveries)
        {
            var anomaly = DeadLetterAnomaly.Of(delivery, attempt);
            if (!await WriteAsync(
                [delivery],
                SettlementWords.DeadLettered,
                null,
                leased => journal.DeadLetterAsync(
                    leased[0], attempt, anomaly, HandOversOf(leased[0], attempt), CancellationToken.None)))
            {
                continue;
            }

            operators.Notice(
                OperatorEvents.DeadLetter, attempt.Reason,
                [new("topic", SafeEventType.Of(delivery.Leased.Record.Delivery.EventType)!)]);
            with.Metrics.DeliveryDeadLettered(attempt.Reason);
            with.Metrics.AnomalyRecorded(AnomalyType.Of(anomaly.Kind));
            using var entered = delivery.Enter();
            ProcessingLog.DeadLettered(
                with.Logger, delivery.Leased.Record.RequestId, attempt.Reason, attempt.StatusCode,
                delivery.Leased.Attempts + 1);
        }
    }

    // A Retry-After is the far side's word to every receiver on this journal; anything else is this one's own state.
    private Task<bool> ReleaseAsync(List<DeliveryAttempt> deliveries, AttemptResult result)
    {
        var dueAt = result.Attempt.EndedAt + result.RetryAfter;
        return WriteAsync(
            deliveries,
            SettlementWords.Released,
            result.RetryAfter,
            leased => journal.ReleaseAsync(leased, dueAt, CancellationToken.None));
    }

    private async Task RescheduleAsync(List<DeliveryAttempt> deliveries, AttemptResult result)
    {
        var attempt = result.Attempt;
        foreach (var group in deliveries.ToLookup(delivery => DelayedRetrySchedule.Next(
            delivery.Leased.Attempts, delivery.Leased.FirstAttemptAt ?? attempt.StartedAt, attempt.EndedAt,
            result.RetryAfter)))
        {
            if (group.Key is not { } dueAt)
            {
                await DeadLetterAsync([.. group], attempt);
            }
            else if (await WriteAsync(
                [.. group],
                SettlementWords.Rescheduled,
                WallClock.Between(attempt.EndedAt, dueAt),
                leased => journal.RescheduleAsync(leased, attempt, dueAt, CancellationToken.None)))
            {
                foreach (var delivery in group)
                {
                    using var entered = delivery.Enter();
                    ProcessingLog.Rescheduled(
                        with.Logger,
                        delivery.Leased.Record.RequestId,
                        delivery.Leased.Attempts + 1,
                        attempt.Reason,
                        attempt.StatusCode,
                        attempt.HttpAttempts,
                        dueAt);
                }
            }
        }
    }

    // False when the service ended before the journal took it.
    private async Task<bool> WriteAsync(
        IReadOnlyList<DeliveryAttempt> deliveries,
        string word,
        TimeSpan? next,
        Func<IReadOnlyList<LeasedDelivery>, ValueTask> write)
    {
        IReadOnlyList<LeasedDelivery> leased = [.. deliveries.Select(delivery => delivery.Leased)];
        if (!await PersistentWrite.TryAsync(
            () => write(leased),
            (wait, exception) => ProcessingLog.JournalUnavailable(with.Logger, wait, exception.Message),
            with.Time,
            with.State.Drained))
        {
            return false;
        }

        foreach (var delivery in deliveries)
        {
            delivery.Settled(word, next);
        }

        return true;
    }
}
