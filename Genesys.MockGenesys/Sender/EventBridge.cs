using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Genesys.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Publishes the contact centre's events at a steady rate, once the receiver answers, and delivers them.
/// </summary>
internal sealed partial class EventBridge(
    EventSource source,
    ApiDestination destination,
    LiveCalls liveCalls,
    ReceiverProbe probe,
    CurrentSettings settings,
    RandomStreams streams,
    TimeProvider clock,
    MonotonicClock monotonic,
    IOptions<SenderOptions> options,
    ILogger<EventBridge> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly Random _random = streams.Create("delivery");
    private readonly List<OutgoingEvent> _batch = [];
    private TimeSpan _batchSince;
    private long _published;

    /// <summary>What it does at this moment.</summary>
    public SenderPhase Phase { get; private set; } = SenderPhase.NoTarget;

    /// <summary>Events that were made, those that are lost on purpose included.</summary>
    public long Made => Volatile.Read(ref _published);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Destination.TryParse(options.Value.Target, out var receiver))
        {
            Log.NoTarget(logger);
            return;
        }

        try
        {
            Phase = SenderPhase.WaitsForReceiver;
            await probe.WaitForAsync(receiver, stoppingToken);
            Phase = SenderPhase.Sends;
            Log.Begins(logger, receiver.Subscription, settings.Value.Rate);
            await Task.WhenAll(
                destination
                    .RunAsync(receiver, stoppingToken), PublishAsync(stoppingToken), liveCalls
                    .RunAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var next = monotonic.Now;
        while (options.Value.Count == 0 || _published < options.Value.Count)
        {
            var rate = settings.Value.Rate;
            var now = monotonic.Now;
            FlushOldBatch(now);
            if (rate <= 0 || destination.IsFull)
            {
                await Task.Delay(Idle, clock, cancellationToken);
                next = monotonic.Now;
                continue;
            }

            if (now < next)
            {
                var wait = next - now;
                await Task.Delay(TimerWait.WholeMilliseconds(wait < Idle ? wait : Idle), clock, cancellationToken);
                continue;
            }

            PublishOne(now);
            // A second's delay is made up for; more would be a burst.
            var late = now - TimeSpan.FromSeconds(1);
            next = (next < late ? late : next) + TimeSpan.FromSeconds(1 / rate);
        }

        FlushBatch();
    }

    private void PublishOne(TimeSpan now)
    {
        _published++;
        var outgoing = source.Next(settings.Value.Mix);
        if (outgoing.IsLost)
        {
            return;
        }

        Publish(outgoing, now);

        // Nothing is drawn unless it is asked for: a seed stays what it was.
        if (settings.Value.RepublishShare > 0 && _random.NextDouble() < settings.Value.RepublishShare
            && outgoing.Kind is null && source.Again(outgoing) is { } again)
        {
            Publish(again, now);
        }
    }

    private void Publish(OutgoingEvent outgoing, TimeSpan now)
    {
        if (options.Value.Bus != EventBus.Batching)
        {
            destination.Publish(outgoing, DrawDelay(), DrawCopies());
        }
        else if (outgoing.IsWholeBody)
        {
            // It would break the whole batch, which no bus does: it goes alone.
            destination.Publish(outgoing);
        }
        else
        {
            Collect(outgoing, now);
        }
    }

    private int DrawCopies() => _random.NextDouble() < settings.Value.DuplicateShare ? 2 : 1;

    private TimeSpan DrawDelay() =>
        _random.NextDouble() < settings.Value.ReorderShare
            ? options.Value.ReorderDelay * _random.NextDouble()
            : TimeSpan.Zero;

    private void Collect(OutgoingEvent outgoing, TimeSpan now)
    {
        _batchSince = _batch.Count == 0 ? now : _batchSince;
        _batch.Add(outgoing);
        if (_batch.Count >= options.Value.BatchSize)
        {
            FlushBatch();
        }
    }

    private void FlushOldBatch(TimeSpan now)
    {
        if (now - _batchSince >= options.Value.BatchWindow)
        {
            FlushBatch();
        }
    }

    private void FlushBatch()
    {
        if (_batch.Count > 0)
        {
            destination.Publish([.. _batch], DrawDelay(), DrawCopies());
            _batch.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "No Sender:Target is set: no events are sent")]
        public static partial void NoTarget(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "Sends events to {Target}, {Rate} a second")]
        public static partial void Begins(ILogger logger, Uri target, double rate);
    }
}
