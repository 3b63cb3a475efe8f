using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>
/// Keeps the leases of all fetches under way: they last 60 s and are renewed every 20, so that two renewals may fail.
/// </summary>
internal sealed class LeaseRenewal(
    IJournal journal, ActiveFetches fetches, TimeProvider time, ILogger<LeaseRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        // Once the service drains, what is left of the leases (40 s at least) outlasts the drain.
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        var held = fetches.All.SelectMany(
            fetch => fetch.Deliveries, (fetch, delivery) => (fetch, delivery: delivery.Leased)).ToList();
        if (held.Count == 0)
        {
            return;
        }

        try
        {
            var leases = held.ConvertAll(entry => entry.delivery);
            var kept = (await journal.RenewAsync(leases, CancellationToken.None)).ToHashSet();
            var lost = held.Where(
                entry => !kept.Contains(entry.delivery.Key) && entry.fetch.Phase != FetchPhase.Settling).ToList();
            lost.ForEach(entry => entry.fetch.Lost(entry.delivery));
            if (lost.Count > 0)
            {
                ProcessingLog.LeasesLost(logger, lost.Count);
            }
        }
        catch (JournalUnavailableException exception)
        {
            ProcessingLog.JournalUnavailable(logger, Interval, exception.Message);
        }
    }
}
