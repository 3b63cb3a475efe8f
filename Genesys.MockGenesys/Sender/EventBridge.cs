using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Publishes the contact centre's events at a steady rate, once the receiver answers, and delivers them.
/// </summary>
internal sealed partial class EventBridge(
    EventSource source,
    ApiDestination destination,
    CurrentSettings settings,
    RandomStreams streams,
    IHttpClientFactory clients,
    TimeProvider clock,
    IOptions<SenderOptions> options,
    ILogger<EventBridge> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly Random _random = streams.Create("delivery");
    private readonly List<OutgoingEvent> _batch = [];
    private DateTimeOffset _batchSince;
    private long _published;

    /// <summary>What it does at this moment.</summary>
    public SenderPhase Phase { get; private set; } = SenderPhase.NoTarget;

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
            await WaitForAsync(receiver, stoppingToken);
            Phase = SenderPhase.Sends;
            Log.Begins(logger, receiver.Subscription, settings.Value.Rate);
            await Task.WhenAll(destination.RunAsync(receiver, stoppingToken), PublishAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task WaitForAsync(Destination receiver, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Invoker.ClientName);
        while (true)
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
                // Any answer will do: a receiver that isn't well still takes events.
                using var answer = await client.GetAsync(receiver.At("/alive"), HttpCompletionOption.ResponseHeadersRead, either.Token);
                return;
            }
            catch (HttpRequestException problem) when (problem.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError))
            {
                // Somebody is there who doesn't answer a GET.
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Idle, clock, cancellationToken);
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var next = clock.GetUtcNow();
        while (options.Value.Count == 0 || _published < options.Value.Count)
        {
            var rate = settings.Value.Rate;
            var now = clock.GetUtcNow();
            FlushOldBatch(now);
            if (rate <= 0 || destination.IsFull)
            {
                await Task.Delay(Idle, clock, cancellationToken);
                next = clock.GetUtcNow();
                continue;
            }

            if (now < next)
            {
                var wait = next - now;
                await Task.Delay(wait < Idle ? wait : Idle, clock, cancellationToken);
                continue;
            }

            PublishOne();
            // A second's delay is made up for; more would be a burst.
            var late = now - TimeSpan.FromSeconds(1);
            next = (next < late ? late : next) + TimeSpan.FromSeconds(1 / rate);
        }

        FlushBatch();
    }

    private void PublishOne()
    {
        _published++;
        var outgoing = source.Next(settings.Value.Mix);
        if (options.Value.Bus == EventBus.Batching)
        {
            Collect(outgoing);
            return;
        }

        destination.Publish(outgoing, DrawDelay(), DrawCopies());
    }

    private int DrawCopies() => _random.NextDouble() < settings.Value.DuplicateShare ? 2 : 1;

    private TimeSpan DrawDelay() =>
        _random.NextDouble() < settings.Value.ReorderShare ? options.Value.ReorderDelay * _random.NextDouble() : TimeSpan.Zero;

    // A body that is broken as JSON or as HTTP would break the whole batch, which no bus does: it goes alone.
    private void Collect(OutgoingEvent outgoing)
    {
        if (outgoing.Malformation is { } name && !name.StartsWith("flat/", StringComparison.Ordinal) && !name.StartsWith("partner/", StringComparison.Ordinal))
        {
            destination.Publish(outgoing);
            return;
        }

        _batchSince = _batch.Count == 0 ? clock.GetUtcNow() : _batchSince;
        _batch.Add(outgoing);
        if (_batch.Count >= options.Value.BatchSize)
        {
            FlushBatch();
        }
    }

    private void FlushOldBatch(DateTimeOffset now)
    {
        if (_batch.Count > 0 && now - _batchSince >= options.Value.BatchWindow)
        {
            FlushBatch();
        }
    }

    private void FlushBatch()
    {
        if (_batch.Count > 0)
        {
            destination.PublishBatch([.. _batch], DrawDelay(), DrawCopies());
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
