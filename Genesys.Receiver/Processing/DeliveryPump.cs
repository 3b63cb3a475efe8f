using Genesys.Receiver.Configuration;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Processing;

/// <summary>Takes deliveries from the journal as far as they can be worked on, and runs a round for each conversation.</summary>
internal sealed class DeliveryPump(
    IJournal journal,
    RoundSetting setting,
    RoundSettlement settlement,
    ActiveRounds rounds,
    GenesysAvailability availability,
    IHostApplicationLifetime lifetime,
    IOptions<ShutdownOptions> shutdown,
    TimeProvider time,
    ILogger<DeliveryPump> logger) : BackgroundService
{
    /// <summary>Rounds that may wait before a retry at a time; from there on new ones wait, so that memory stays bounded.</summary>
    private const int MostBackingOff = 1_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Rounds under way at a time: as many as attempts may be, and as many again that are ready for their turn.</summary>
    private readonly int _most = setting.Options.Concurrency * 2;

    private ITimer? _drainEnd;
    private int _draining;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        while (rounds.All.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            var changed = rounds.NextChange;
            if (rounds.All.Count > 0)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _drainEnd?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        // At once even when the pump is amid a write that the journal doesn't take.
        lifetime.ApplicationStopping.Register(BeginDrain);
        try
        {
            await PumpUntilStoppedAsync(stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            // Stopped without the host's signal.
            BeginDrain();
        }
    }

    private async Task PumpUntilStoppedAsync(CancellationToken stopping)
    {
        var wait = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, stopping).ConfigureAwait(false);
                }

                await PumpAsync(stopping).ConfigureAwait(false);
                wait = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException exception)
            {
                wait = Next(wait);
                RoundLog.JournalUnavailable(logger, wait, exception);
            }
            catch (Exception exception)
            {
                wait = Next(wait);
                RoundLog.Broke(logger, exception);
            }
        }
    }

    private async Task PumpAsync(CancellationToken stopping)
    {
        if (rounds.IsStopping)
        {
            // The drain begins before the stop gets here. What it gave back is due again: taken now, it would be given back at once, over and over.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping).ConfigureAwait(false);
        }

        var changed = rounds.NextChange;
        var room = Room();
        if (room <= 0)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(changed, availability.WaitForChangeAsync(either.Token)).WaitAsync(stopping).ConfigureAwait(false);
            await either.CancelAsync().ConfigureAwait(false);
            return;
        }

        var leased = await journal.LeaseDeliveriesAsync(room, stopping).ConfigureAwait(false);
        if (leased.Count == 0)
        {
            await journal.WaitForDeliveriesAsync(stopping).ConfigureAwait(false);
            return;
        }

        foreach (var delivery in leased)
        {
            Start(delivery);
        }
    }

    // New rounds are taken in lots of at least half of what there may be: each lease is a commit.
    private int Room()
    {
        var (busy, backingOff) = rounds.Count();
        if (backingOff >= MostBackingOff)
        {
            return 0;
        }

        var most = availability.Capacity(_most);
        return busy > most / 2 ? 0 : most - busy;
    }

    private void Start(LeasedDelivery delivery)
    {
        var round = new DeliveryRound(setting, delivery, inline: false, rounds.Drained);
        rounds.Add(round);
        _ = Task.Run(() => RunAsync(round), CancellationToken.None);
    }

    private async Task RunAsync(DeliveryRound round)
    {
        try
        {
            var end = await round.RunAsync().ConfigureAwait(false);
            await settlement.SettleAsync(round.Deliveries, end).ConfigureAwait(false);
            round.Settled(end);
        }
        catch (Exception exception)
        {
            // Only a broken journal gets here; the leases run out, and the deliveries come back.
            RoundLog.Broke(logger, exception);
        }
        finally
        {
            rounds.Remove(round);
            round.Dispose();
        }
    }

    private void BeginDrain()
    {
        if (Interlocked.Exchange(ref _draining, 1) != 0)
        {
            return;
        }

        // What can't be reached won't answer in the time that is left either.
        rounds.Stop(atOnce: availability.IsUnreachable);
        _drainEnd = time.CreateTimer(_ => rounds.EndDrain(), null, shutdown.Value.Drain, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Next(TimeSpan wait) =>
        wait == TimeSpan.Zero ? FirstWait : wait * 2 < LongestWait ? wait * 2 : LongestWait;
}
