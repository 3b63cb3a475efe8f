using Genesys.Receiver.Configuration;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Processing;

/// <summary>
/// Takes deliveries from the journal as far as they can be worked on, and runs a fetch for each conversation.
/// </summary>
internal sealed class DeliveryPump(
    IJournal journal,
    FetchDependencies with,
    DeliverySettlement settlement,
    ActiveFetches fetches,
    GenesysAvailability availability,
    IHostApplicationLifetime lifetime,
    IOptions<ShutdownOptions> shutdown,
    IOptions<AttemptOptions> attempts,
    IOptions<JournalOptions> journalOptions,
    IntakeLoad load,
    TimeProvider time,
    ILogger<DeliveryPump> logger) : DrainingService
{
    /// <summary>
    /// Fetches that may wait before a retry at a time; from there on new ones wait, so that memory stays bounded.
    /// </summary>
    private const int MostBackingOff = 1_000;

    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>
    /// Fetches under way at a time: as many as attempts may be, and as many again that are ready for their turn.
    /// </summary>
    private readonly int _most = attempts.Value.Concurrency * 2;

    private readonly LeasePace _pace = new(load, TimeProvider.System);
    private readonly long _mostThatMayWait = journalOptions.Value.MaxOpenDeliveries / 2;
    private ITimer? _drainEnd;
    private int _draining;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (fetches.All.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            var changed = with.State.NextChange;
            if (fetches.All.Count > 0)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _drainEnd?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            stoppingToken, lifetime.ApplicationStopping);
        // At once even when the pump is amid a write that the journal doesn't take.
        lifetime.ApplicationStopping.Register(BeginDrain);
        try
        {
            await PumpUntilStoppedAsync(stopping.Token);
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
                    await Task.Delay(wait, time, stopping);
                }

                await PumpAsync(stopping);
                wait = TimeSpan.Zero;
                _backoff.Reset();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException exception)
            {
                wait = _backoff.Next();
                ProcessingLog.JournalUnavailable(logger, wait, exception.Message);
            }
            catch (Exception exception)
            {
                wait = _backoff.Next();
                ProcessingLog.Broke(logger, exception);
            }
        }
    }

    private async Task PumpAsync(CancellationToken stopping)
    {
        if (with.State.IsStopping)
        {
            // The drain begins before the stop gets here. What it gave back is due again: taken now, it would be given
            // back at once, over and over.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);
        }

        await _pace.WaitAsync(mayYield: journal.LastState.OpenDeliveries < _mostThatMayWait, stopping);
        var changed = with.State.NextChange;
        var capacity = availability.Look(_most);
        var room = Room(capacity.Most);
        if (room <= 0)
        {
            await with.Holds.HoldAsync(capacity.Hold, () => capacity.WaitForMoreAsync(changed, stopping));
            return;
        }

        var leased = await journal.LeaseDeliveriesAsync(room, stopping);
        _pace.Leased(all: leased.Count == room);
        if (leased.Count == 0)
        {
            await journal.WaitForDeliveriesAsync(stopping);
            return;
        }

        foreach (var delivery in leased)
        {
            Start(delivery);
        }
    }

    // New fetches are begun in lots of at least half of what there may be: each lease is a commit.
    private int Room(int most)
    {
        var (busy, backingOff) = fetches.Count();
        return backingOff >= MostBackingOff || busy > most / 2 ? 0 : most - busy;
    }

    private void Start(LeasedDelivery delivery)
    {
        var fetch = new ConversationFetch(with, delivery, inline: false, with.State.Drained);
        fetches.Add(fetch);
        _ = Task.Run(() => RunAsync(fetch), CancellationToken.None);
    }

    private async Task RunAsync(ConversationFetch fetch)
    {
        try
        {
            await fetch.RunAsync();
            await settlement.SettleAsync(fetch.Deliveries);
            fetch.Settled();
        }
        catch (Exception exception)
        {
            // Only a broken journal gets here; the leases run out, and the deliveries come back.
            ProcessingLog.Broke(logger, exception);
        }
        finally
        {
            fetches.Remove(fetch);
            fetch.Dispose();
        }
    }

    private void BeginDrain()
    {
        if (Interlocked.Exchange(ref _draining, 1) != 0)
        {
            return;
        }

        // What can't be reached won't answer in the time that is left either.
        fetches.Stop(atOnce: availability.IsUnreachable);
        _drainEnd = time.CreateTimer(_ => fetches.EndDrain(), null, shutdown.Value.Drain, Timeout.InfiniteTimeSpan);
        journal.Unreachable.Register(fetches.EndDrain);
    }
}
