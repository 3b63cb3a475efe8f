using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>Writes the results of attempts into the journal, and retries while the journal is unavailable.</summary>
internal sealed class HandOverSettlement(
    IHandOverJournal journal, OperatorEvents operators, ReceiverMetrics metrics, TimeProvider time,
    ILogger<HandOverSettlement> logger)
{
    /// <summary>Ends, reschedules or dead-letters each hand-over according to its result.</summary>
    /// <param name="context">The destination.</param>
    /// <param name="results">What was leased, and what became of it.</param>
    /// <param name="startedAt">When the call started.</param>
    /// <param name="endedAt">When it ended.</param>
    /// <param name="maxDelay">The longest wait of one that failed.</param>
    /// <param name="givenUp">Cancelled when the service ends: what isn't written by then is another run's.</param>
    public async Task SettleAsync(
        DestinationContext context, IReadOnlyList<(LeasedHandOver Leased, HandOverResult Result)> results,
        DateTimeOffset startedAt, DateTimeOffset endedAt, TimeSpan maxDelay, CancellationToken givenUp)
    {
        foreach (var group in results.GroupBy(pair => pair.Result, pair => pair.Leased))
        {
            var (result, same) = (group.Key, group.ToList());
            var attempt = new AttemptEntry(startedAt, endedAt, 1, result.StatusCode, result.Reason)
            {
                Kind = AttemptKind.HandOver,
                Destination = context.Name,
            };
            switch (result.Kind)
            {
                case HandOverResultKind.Delivered:
                    metrics.HandedOver(context.Name, same.Count);
                    await WriteAsync(
                        context, () => journal.CompleteHandOversAsync(same, attempt, CancellationToken.None), givenUp);
                    break;
                case HandOverResultKind.Refused:
                    await DeadLetterAsync(context, same, attempt, HandOverReasons.Refused, givenUp);
                    break;
                case HandOverResultKind.TooLarge:
                    await DeadLetterAsync(context, same, attempt, HandOverReasons.TooLarge, givenUp);
                    break;
                default:
                    await RescheduleAsync(context, same, attempt, result.RetryAfter, maxDelay, givenUp);
                    break;
            }
        }
    }

    /// <summary>Gives leases back; no attempt counts.</summary>
    public Task ReleaseAsync(
        DestinationContext context, IReadOnlyList<LeasedHandOver> handOvers, CancellationToken givenUp) =>
        WriteAsync(
            context, () => journal.ReleaseHandOversAsync(handOvers, null, CancellationToken.None), givenUp);

    private async Task RescheduleAsync(
        DestinationContext context, List<LeasedHandOver> handOvers, AttemptEntry attempt, TimeSpan? retryAfter,
        TimeSpan maxDelay, CancellationToken givenUp)
    {
        var options = context.Options;
        var byExpired = handOvers.ToLookup(leased => attempt.EndedAt >= leased.RecordedAt + options.MaxAge);
        await DeadLetterAsync(context, byExpired[true], attempt, HandOverReasons.Expired, givenUp);
        foreach (var group in byExpired[false].GroupBy(leased => leased.Attempts))
        {
            var wait = Backoff.WithJitter(
                Backoff.Exponential(options.BaseDelay, 2, group.Key, maxDelay));
            var dueAt = attempt.EndedAt + (retryAfter > wait ? retryAfter.Value : wait);
            foreach (var sameEnd in group.GroupBy(
                leased => leased.RecordedAt + options.MaxAge is var end && end < dueAt ? end : dueAt))
            {
                List<LeasedHandOver> same = [.. sameEnd];
                await WriteAsync(
                    context,
                    () => journal.RescheduleHandOversAsync(same, attempt, sameEnd.Key, CancellationToken.None),
                    givenUp);
            }
        }
    }

    // The attempt keeps what it failed by: what ends the hand-over, such as its age, is another thing.
    private async Task DeadLetterAsync(
        DestinationContext context, IEnumerable<LeasedHandOver> handOvers, AttemptEntry attempt, string reason,
        CancellationToken givenUp)
    {
        foreach (var leased in handOvers)
        {
            if (await WriteAsync(
                context, () => journal.DeadLetterHandOverAsync(leased, attempt, reason, CancellationToken.None),
                givenUp))
            {
                DestinationLog.DeadLettered(
                    logger, leased.Record.RequestId, context.Name, reason, attempt.StatusCode, leased.Attempts + 1);
                if (!leased.IsOperatorEvent)
                {
                    operators.Notice(OperatorEvents.DeadLetter, context.Name, [new("reason", reason)]);
                }
            }
        }
    }

    private Task<bool> WriteAsync(DestinationContext context, Func<ValueTask> write, CancellationToken givenUp) =>
        PersistentWrite.TryAsync(
            write,
            (wait, exception) => DestinationLog.JournalUnavailable(logger, context.Name, wait, exception.Message),
            time, givenUp);
}
