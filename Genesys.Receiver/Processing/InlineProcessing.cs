using Genesys.Receiver.Answers;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>
/// Processes a delivery while its caller waits (<see cref="ProcessingMode.Inline"/>): one fetch, no other delivery
/// joins it.
/// </summary>
internal sealed class InlineProcessing(FetchDependencies with, DeliverySettlement settlement, ActiveFetches fetches)
{
    /// <summary>
    /// One fetch; the journal's record is finished, forgotten or dead-lettered when the task completes.
    /// </summary>
    /// <returns>
    /// <see cref="OutcomeKind.Accepted"/>, <see cref="OutcomeKind.FailedAfterRetries"/> (the sender keeps the event) or
    /// <see cref="OutcomeKind.FailedPermanently"/> (dead letter and anomaly are recorded).
    /// </returns>
    public async Task<OutcomeKind> ProcessAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(with.State.Drained);
        using var timer = with.Processing.InlineDeadline is { } limit
            ? with.Time.CreateTimer(_ => deadline.Cancel(), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        using var fetch = new ConversationFetch(with, delivery, inline: true, deadline.Token);
        fetches.Add(fetch);
        // The service is stopping, or the caller is gone: a request that is out may finish, nothing more is waited for.
        using var stop = cancellationToken.Register(fetch.StopWaiting);
        try
        {
            await fetch.RunAsync();
            var outcome = OutcomeKind.FailedAfterRetries;
            foreach (var attempt in fetch.Deliveries)
            {
                outcome = await SettleAsync(attempt);
            }

            fetch.Settled();
            return outcome;
        }
        finally
        {
            fetches.Remove(fetch);
        }
    }

    private async Task<OutcomeKind> SettleAsync(DeliveryAttempt attempt)
    {
        switch (attempt.Result?.Kind)
        {
            case AttemptResultKind.Completed:
                await settlement.SettleAsync([attempt]);
                return OutcomeKind.Accepted;
            case AttemptResultKind.FailedForGood:
                await settlement.SettleAsync([attempt]);
                return OutcomeKind.FailedPermanently;
            default:
                await settlement.ForgetAsync(attempt);
                return OutcomeKind.FailedAfterRetries;
        }
    }
}
