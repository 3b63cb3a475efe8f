using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Keeps the leases of all rounds under way: they last 60 s and are renewed every 20, so that two renewals may fail.</summary>
internal sealed class LeaseRenewal(IJournal journal, ActiveRounds rounds, TimeProvider time, ILogger<LeaseRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // Once the service drains, what is left of the leases (40 s at least) outlasts the drain.
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await RenewAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RenewAsync()
    {
        var held = rounds.All.SelectMany(round => round.Deliveries, (round, delivery) => (round, delivery: delivery.Leased)).ToList();
        if (held.Count == 0)
        {
            return;
        }

        try
        {
            var kept = (await journal.RenewAsync([.. held.Select(entry => entry.delivery)], CancellationToken.None).ConfigureAwait(false)).ToHashSet();
            var lost = held.Where(entry => !kept.Contains(entry.delivery.Key) && entry.round.Phase != RoundPhase.Settling).ToList();
            lost.ForEach(entry => entry.round.Lost(entry.delivery));
            if (lost.Count > 0)
            {
                RoundLog.LeasesLost(logger, lost.Count);
            }
        }
        catch (JournalUnavailableException exception)
        {
            RoundLog.JournalUnavailable(logger, Interval, exception);
        }
    }
}
