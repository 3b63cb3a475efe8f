using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Takes anomalies from the journal and ships them, oldest first, one batch after the other. While CloudWatch Logs
/// can't be reached nothing is held in memory: the journal keeps what waits.
/// </summary>
internal sealed partial class AnomalyPump(
    IJournal journal,
    AnomalyShipper shipper,
    AnomalyReturns returns,
    LogDestination destination,
    ShippingState state,
    IOptions<CloudWatchOptions> options,
    IOptions<ShutdownOptions> shutdown,
    TimeProvider time,
    ILogger<AnomalyPump> logger) : DrainingService
{
    // At 1 KB each, five batches; what a crash between a put and its record sends twice is one batch at most.
    private const int MaxTaken = 5_000;
    private const string Broken =
        "Shipping failed for a reason that it shouldn't: see the log. Anomalies wait in the journal.";

    private readonly Backoff _backoff = new(options.Value.BaseDelay, options.Value.MaxDelay);
    private bool _ensured;
    private long _askedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the host's start: credentials may be looked for at addresses that don't answer.
        await Task.Yield();
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever a step met on its way out, the drain meets too, and says. An exception that got further would
            // end the process.
            await DrainAsync();
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var problem = await StepAsync(stopping);
                Report(problem);
                if (problem is not null)
                {
                    await Task.Delay(_backoff.Next(), time, stopping);
                }
            }
            catch (JournalUnavailableException unavailable)
            {
                Log.JournalUnavailable(logger, unavailable.Message);
                await Task.Delay(_backoff.Next(), time, stopping);
            }
            catch (Exception bug) when (!stopping.IsCancellationRequested)
            {
                // The service goes on: intake needs nothing of this, and what waits stays in the journal.
                Log.Broke(logger, bug);
                Report(Broken);
                await Task.Delay(_backoff.Next(), time, stopping);
            }
        }
    }

    /// <summary>
    /// One turn: makes sure of the destination, or waits for anomalies and ships them. Returns the sentence of a
    /// failure, this turn's or, when CloudWatch Logs wasn't asked in it, the last one's.
    /// </summary>
    private async Task<string?> StepAsync(CancellationToken stopping)
    {
        await returns.FlushAsync();
        string? problem;
        if (_ensured && await ArrivedAsync(stopping) && await TakeAsync(stopping) is { Count: > 0 } taken)
        {
            problem = await shipper.ShipAsync(taken, stopping);
        }
        else if (_ensured && time.GetElapsedTime(_askedAt) < options.Value.ProbeInterval)
        {
            // Another receiver was quicker: CloudWatch Logs wasn't asked, and what it said last still holds.
            return state.IsDown ? state.Problem : null;
        }
        else
        {
            problem = await destination.EnsureAsync(stopping);
            _ensured = problem is null;
        }

        _askedAt = time.GetTimestamp();
        return problem;
    }

    /// <summary>
    /// Waits for an anomaly; false when none came for the time after which CloudWatch Logs is asked whether it is
    /// there.
    /// </summary>
    private async Task<bool> ArrivedAsync(CancellationToken stopping)
    {
        using var probe = new CancellationTokenSource(options.Value.ProbeInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(probe.Token, stopping);
        try
        {
            await journal.WaitForAnomaliesAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Leases what is there, and gives it the company of what comes until the oldest has waited for the batch age.
    /// </summary>
    private async Task<IReadOnlyList<LeasedAnomaly>> TakeAsync(CancellationToken stopping)
    {
        var taken = await journal.LeaseAnomaliesAsync(MaxTaken, stopping);
        if (taken.Count is 0 or MaxTaken)
        {
            return taken;
        }

        var wait = options.Value.BatchAge - WallClock.Between(
            taken.Min(anomaly => anomaly.Record.ReceivedAt), time.GetUtcNow());
        if (wait <= TimeSpan.Zero)
        {
            return taken;
        }

        try
        {
            await Task.Delay(wait < options.Value.BatchAge ? wait : options.Value.BatchAge, time, stopping);
            return [.. taken, .. await journal.LeaseAnomaliesAsync(MaxTaken - taken.Count, stopping)];
        }
        catch (Exception)
        {
            // Whatever it was: nobody else has them, and their leases don't end by themselves.
            await returns.AddAsync(taken);
            throw;
        }
    }

    /// <summary>Ships the tail within the drain deadline; a CloudWatch that can't be reached ends it at once.</summary>
    private async Task DrainAsync()
    {
        if (state.IsDown)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(shutdown.Value.Drain, time);
        try
        {
            await returns.FlushAsync();
            while (await journal.LeaseAnomaliesAsync(MaxTaken, deadline.Token) is { Count: > 0 } taken)
            {
                if (await shipper.ShipAsync(taken, deadline.Token) is { } problem)
                {
                    Log.TailKept(logger, problem);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Log.TailKept(logger, "The drain deadline is over. Anomalies wait in the journal.");
        }
        catch (JournalUnavailableException unavailable)
        {
            Log.JournalUnavailable(logger, unavailable.Message);
        }
        catch (Exception bug)
        {
            Log.Broke(logger, bug);
        }
    }

    private void Report(string? problem)
    {
        if (problem is null)
        {
            _backoff.Reset();
            if (state.Up())
            {
                Log.Reached(logger, options.Value.LogGroup, destination.Stream);
            }
        }
        else if (state.Down(problem))
        {
            Log.Unreachable(logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "CloudWatch Logs takes anomalies in {Group}, stream {Stream}")]
        public static partial void Reached(ILogger logger, string group, string stream);

        [LoggerMessage(LogLevel.Warning, "{Problem}")]
        public static partial void Unreachable(ILogger logger, string problem);

        // The journal itself says what is wrong, and what to do.
        [LoggerMessage(LogLevel.Debug, "Anomalies can't be taken from the journal: {Problem}")]
        public static partial void JournalUnavailable(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Error, "The shipping of anomalies broke; it is tried again")]
        public static partial void Broke(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The tail of anomalies isn't shipped: {Problem}")]
        public static partial void TailKept(ILogger logger, string problem);
    }
}
