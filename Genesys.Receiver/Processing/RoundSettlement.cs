using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Writes the outcome of rounds into the journal, and goes on trying while it can't be reached.</summary>
internal sealed class RoundSettlement(IJournal journal, ActiveRounds rounds, RoundSetting setting)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRelease = TimeSpan.FromHours(1);

    /// <summary>Finishes, reschedules, releases or dead-letters what a round in the background holds.</summary>
    public Task SettleAsync(IReadOnlyList<RoundDelivery> deliveries, RoundEnd end) => end.Kind switch
    {
        _ when deliveries.Count == 0 => Task.CompletedTask,
        RoundEndKind.Completed => SettleAsync(
            deliveries, RoundResults.Completed, null, (leased, token) => journal.CompleteAsync(leased, end.Round, token)),
        RoundEndKind.Released => ReleaseAsync(deliveries, end),
        RoundEndKind.FailedForGood => DeadLetterAsync(deliveries, end.Round),
        _ => RescheduleAsync(deliveries, end),
    };

    /// <summary>Makes a dead letter and its anomaly of each delivery.</summary>
    private async Task DeadLetterAsync(IReadOnlyList<RoundDelivery> deliveries, Round round)
    {
        foreach (var delivery in deliveries)
        {
            var anomaly = DeadLetterAnomaly.Of(delivery, round);
            if (!await WriteAsync(token => journal.DeadLetterAsync(delivery.Leased, round, anomaly, token)).ConfigureAwait(false))
            {
                continue;
            }

            delivery.Settled(RoundResults.DeadLettered);
            setting.Metrics.DeliveryDeadLettered(round.Reason);
            setting.Metrics.AnomalyRecorded(AnomalyType.Of(anomaly.Kind));
            using var entered = delivery.Enter();
            RoundLog.DeadLettered(setting.Logger, delivery.Leased.Record.RequestId, round.Reason, round.StatusCode, delivery.Leased.Rounds + 1);
        }
    }

    private Task<bool> ReleaseAsync(IReadOnlyList<RoundDelivery> deliveries, RoundEnd end)
    {
        var dueAt = DueAfter(end);
        return SettleAsync(deliveries, RoundResults.Released, dueAt - end.Round.EndedAt, (leased, token) => journal.ReleaseAsync(leased, dueAt, token));
    }

    private async Task<bool> SettleAsync(
        IReadOnlyList<RoundDelivery> deliveries, string result, TimeSpan? next, Func<IReadOnlyList<LeasedDelivery>, CancellationToken, ValueTask> write)
    {
        IReadOnlyList<LeasedDelivery> leased = [.. deliveries.Select(delivery => delivery.Leased)];
        if (!await WriteAsync(token => write(leased, token)).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var delivery in deliveries)
        {
            delivery.Settled(result, next);
        }

        return true;
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

    private async Task RescheduleAsync(IReadOnlyList<RoundDelivery> deliveries, RoundEnd end)
    {
        var round = end.Round;
        var byMoment = deliveries.ToLookup(delivery => OuterSchedule.Next(
            delivery.Leased.Rounds, delivery.Leased.FirstRoundAt ?? round.StartedAt, round.EndedAt, end.RetryAfter));
        foreach (var group in byMoment)
        {
            IReadOnlyList<RoundDelivery> same = [.. group];
            if (group.Key is not { } dueAt)
            {
                await DeadLetterAsync(same, round).ConfigureAwait(false);
            }
            else if (await SettleAsync(
                same, RoundResults.Rescheduled, dueAt - round.EndedAt, (leased, token) => journal.RescheduleAsync(leased, round, dueAt, token)).ConfigureAwait(false))
            {
                foreach (var delivery in same)
                {
                    using var entered = delivery.Enter();
                    RoundLog.Rescheduled(
                        setting.Logger, delivery.Leased.Record.RequestId, delivery.Leased.Rounds + 1, round.Reason, round.StatusCode, round.Attempts, dueAt);
                }
            }
        }
    }

    // A Retry-After is the far side's word to every receiver on this journal; anything else is this one's own state. It may be of any length.
    private static DateTimeOffset? DueAfter(RoundEnd end) =>
        end.RetryAfter is { } wait ? end.Round.EndedAt + (wait < LongestRelease ? wait : LongestRelease) : null;
}
