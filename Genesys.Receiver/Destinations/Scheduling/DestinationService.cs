using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>Runs the pumps, keeps their leases, and ends what waited for too long.</summary>
internal sealed class DestinationService(
    DestinationSet destinations,
    DestinationStates states,
    IHandOverJournal journal,
    OperatorEvents operators,
    IOptions<JournalOptions> journalOptions,
    IOptions<ShutdownOptions> shutdown,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DestinationService> logger) : DrainingService
{
    private const int ExpiredAtATime = 1_000;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    /// <summary>Makes the destinations: one that can't be made stops the start, as a wrong setting does.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _ = destinations.Pumps;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        Warn();
        // At once, not when those that drain before it have ended: all of them share the drain's time.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var stopping = either.Token;
        var renewal = journalOptions.Value.LeaseDuration / 3;
        await Task.WhenAll(
        [
            .. destinations.Pumps.Select(pump => pump.RunAsync(stopping)),
            EveryAsync(
                destinations.Pumps.Count == 0 ? ExpiryInterval : RefreshInterval,
                () => RefreshAsync(stopping), stopping),
            EveryAsync(
                renewal < LongestRenewal ? renewal : LongestRenewal,
                () => Task.WhenAll(destinations.Pumps.Select(pump => pump.RenewAsync())), stopping),
            EveryAsync(ExpiryPeriod(), () => ExpireAsync(stopping), stopping),
        ]);
        using var deadline = new CancellationTokenSource(shutdown.Value.Drain, time);
        await Task.WhenAll(destinations.Pumps.Select(pump => pump.DrainAsync(deadline.Token)));
    }

    private void Warn()
    {
        foreach (var pump in destinations.Pumps)
        {
            if (pump.Context.Options.Url?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true)
            {
                DestinationLog.InClear(logger, pump.Context.Name);
            }
        }
    }

    private async Task RefreshAsync(CancellationToken stopping)
    {
        await states.RefreshAsync(destinations, stopping);
        foreach (var (name, count) in journal.TakeFull())
        {
            operators.Notice(
                OperatorEvents.DeadLetter, name, [new("reason", HandOverReasons.DestinationFull)], count);
        }
    }

    /// <summary>A minute; less for a destination whose events get no older than that.</summary>
    private TimeSpan ExpiryPeriod()
    {
        var shortest = destinations.Pumps.Select(pump => pump.Context.Options.MaxAge / 10)
            .Append(ExpiryInterval).Min();
        return shortest < RefreshInterval ? RefreshInterval : shortest;
    }

    /// <summary>Time runs for a destination that is paused too, and for one that is no longer configured.</summary>
    private async Task ExpireAsync(CancellationToken stopping)
    {
        var configured = destinations.Pumps.ToDictionary(
            pump => pump.Context.Name, pump => pump.Context.Options, StringComparer.Ordinal);
        foreach (var name in states.All.Select(state => state.Name))
        {
            var age = configured.TryGetValue(name, out var options) ? options.MaxAge : DestinationOptions.DefaultMaxAge;
            var (ended, deadLetters) = (0, 0);
            (int Ended, int DeadLetters) some;
            do
            {
                some = await journal.ExpireHandOversAsync(name, time.GetUtcNow() - age, ExpiredAtATime, stopping);
                (ended, deadLetters) = (ended + some.Ended, deadLetters + some.DeadLetters);
            }
            while (some.Ended == ExpiredAtATime);

            if (ended > deadLetters)
            {
                DestinationLog.OperatorEventsExpired(logger, ended - deadLetters, name);
            }

            if (deadLetters > 0)
            {
                DestinationLog.Expired(logger, deadLetters, name);
                operators.Notice(
                    OperatorEvents.DeadLetter, name, [new("reason", HandOverReasons.Expired)], deadLetters);
            }
        }
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> act, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            do
            {
                try
                {
                    await act();
                }
                catch (JournalUnavailableException)
                {
                    // Whoever needs the journal more says so; the next turn tries again.
                }
                catch (Exception bug) when (!stopping.IsCancellationRequested)
                {
                    DestinationLog.Broke(logger, "all", bug);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
