using Genesys.Receiver.Answers;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Processes a delivery while its caller waits: one round, no other delivery joins it.</summary>
internal sealed class InlineProcessing(RoundSetting setting, RoundSettlement settlement, ActiveRounds rounds) : IInlineProcessing
{
    public async Task<OutcomeKind> ProcessAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(rounds.Drained);
        using var timer = setting.Options.InlineDeadline is { } limit
            ? setting.Time.CreateTimer(_ => deadline.Cancel(), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        using var round = new DeliveryRound(setting, delivery, inline: true, deadline.Token);
        rounds.Add(round);
        // The service is stopping, or the caller is gone: a request that is out may finish, nothing more is waited for.
        using var stop = cancellationToken.Register(round.StopWaiting);
        try
        {
            var end = await round.RunAsync().ConfigureAwait(false);
            var outcome = await SettleAsync(round.Deliveries, end).ConfigureAwait(false);
            round.Settled(end);
            return outcome;
        }
        finally
        {
            rounds.Remove(round);
        }
    }

    private async Task<OutcomeKind> SettleAsync(IReadOnlyList<RoundDelivery> held, RoundEnd end)
    {
        switch (end.Kind)
        {
            case RoundEndKind.Completed:
                await settlement.SettleAsync(held, end).ConfigureAwait(false);
                return OutcomeKind.Accepted;
            case RoundEndKind.FailedForGood:
                await settlement.SettleAsync(held, end).ConfigureAwait(false);
                return OutcomeKind.FailedPermanently;
            default:
                foreach (var delivery in held)
                {
                    if (await settlement.WriteAsync(token => setting.Journal.ForgetAsync(delivery.Leased, token)).ConfigureAwait(false))
                    {
                        delivery.Settled(RoundResults.Forgotten);
                    }
                }

                return OutcomeKind.FailedAfterRetries;
        }
    }
}
