using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Writes the outcome of rounds into the journal, and goes on trying while it can't be reached.</summary>
internal sealed class RoundSettlement(IJournal journal, ActiveRounds rounds, RoundSetting setting)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRelease = TimeSpan.FromHours(1);

    /// <summary>Finishes, reschedules, releases or dead-letters what a round in the background holds.</summary>
    public Task SettleAsync(IReadOnlyList<LeasedDelivery> deliveries, RoundEnd end) => end.Kind switch
    {
        _ when deliveries.Count == 0 => Task.CompletedTask,
        RoundEndKind.Completed => WriteAsync(token => journal.CompleteAsync(deliveries, end.Round, token)),
        RoundEndKind.Released => WriteAsync(token => journal.ReleaseAsync(deliveries, DueAfter(end), token)),
        RoundEndKind.FailedForGood => DeadLetterAsync(deliveries, end.Round),
        _ => RescheduleAsync(deliveries, end),
    };

    /// <summary>Makes a dead letter and its anomaly of each delivery.</summary>
    public async Task DeadLetterAsync(IReadOnlyList<LeasedDelivery> deliveries, Round round)
    {
        foreach (var delivery in deliveries)
        {
            var anomaly = DeadLetterAnomaly.Of(delivery, round);
            if (await WriteAsync(token => journal.DeadLetterAsync(delivery, round, anomaly, token)).ConfigureAwait(false))
            {
                setting.Metrics.DeliveryDeadLettered(round.Reason);
                RoundLog.DeadLettered(setting.Logger, delivery.Record.RequestId, round.Reason, round.StatusCode, delivery.Rounds + 1);
            }
        }
    }

    /// <summary>One write, repeated until the journal takes it; false when the service ended before.</summary>
    public async Task<bool> WriteAsync(Func<CancellationToken, ValueTask> write)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await write(CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch (JournalUnavailableException exception)
            {
                RoundLog.JournalUnavailable(setting.Logger, wait, exception);
            }

            try
            {
                await Task.Delay(wait, setting.Time, rounds.Drained).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The lease runs out by itself, and the next run takes the delivery up.
                return false;
            }
        }
    }

    private async Task RescheduleAsync(IReadOnlyList<LeasedDelivery> deliveries, RoundEnd end)
    {
        var byMoment = deliveries.ToLookup(delivery => OuterSchedule.Next(
            delivery.Rounds, delivery.FirstRoundAt ?? end.Round.StartedAt, end.Round.EndedAt, end.RetryAfter));
        foreach (var group in byMoment)
        {
            IReadOnlyList<LeasedDelivery> same = [.. group];
            if (group.Key is not { } dueAt)
            {
                await DeadLetterAsync(same, end.Round).ConfigureAwait(false);
            }
            else if (await WriteAsync(token => journal.RescheduleAsync(same, end.Round, dueAt, token)).ConfigureAwait(false))
            {
                RoundLog.Rescheduled(setting.Logger, same.Count, end.Round.Reason, end.Round.StatusCode, end.Round.Attempts, dueAt);
            }
        }
    }

    // A Retry-After is the far side's word to every receiver on this journal; anything else is this one's own state. It may be of any length.
    private static DateTimeOffset? DueAfter(RoundEnd end) =>
        end.RetryAfter is { } wait ? end.Round.EndedAt + (wait < LongestRelease ? wait : LongestRelease) : null;
}
