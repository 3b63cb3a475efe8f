using System.Diagnostics;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Delivers events to one destination at least once: within its rate limit, with retries, and into the ledger when it
/// gives up.
/// </summary>
internal sealed partial class ApiDestination(
    Invoker invoker,
    RequestBodies bodies,
    WaitingInvocations waiting,
    Ledger ledger,
    SenderTelemetry telemetry,
    RandomStreams streams,
    TimeProvider clock,
    MonotonicClock monotonic,
    IOptions<SenderOptions> options,
    ILogger<ApiDestination> logger) : IDisposable
{
    // 300 requests a second times a time-out of 5 s.
    private const int MostAtOnce = 1_500;
    private static readonly TimeSpan BetweenCopies = TimeSpan.FromMilliseconds(200);

    private readonly RetryPolicy _policy = RetryPolicy.From(options.Value);
    private readonly InvocationRate _rate = new(clock, monotonic, options.Value.InvocationRateLimit);
    private readonly SemaphoreSlim _atOnce = new(MostAtOnce);
    private readonly Random _jitter = streams.Create("jitter");

    /// <summary>Requests that wait to be made.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Whether as many wait as may; a new event would only make the queue longer.</summary>
    public bool IsFull => waiting.Count >= options.Value.MaximumWaiting;

    /// <summary>Requests that wait for their answer.</summary>
    public int UnderWay => MostAtOnce - _atOnce.CurrentCount;

    /// <summary>Publishes one event in a request of its own.</summary>
    /// <param name="outgoing">The event.</param>
    /// <param name="delay">Time until the first request.</param>
    /// <param name="copies">How many times it is sent; the second copy follows the first within seconds.</param>
    public LedgerEntry Publish(OutgoingEvent outgoing, TimeSpan delay = default, int copies = 1) =>
        Publish([outgoing], delay, copies)[0];

    /// <summary>Publishes several events in one request, as the bus joins them.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="delay">Time until the first request.</param>
    /// <param name="copies">How many times it is sent; the second copy follows the first within seconds.</param>
    public IReadOnlyList<LedgerEntry> Publish(
        IReadOnlyList<OutgoingEvent> batch, TimeSpan delay = default, int copies = 1)
    {
        var entries = batch.Select(Enter).ToArray();
        var body = bodies.Write(entries);
        for (var copy = 0; copy < copies; copy++)
        {
            waiting.Add(new Invocation(entries, body, monotonic.Now), delay + (copy * BetweenCopies));
        }

        return entries;
    }

    /// <summary>Makes the requests that are due until it is cancelled.</summary>
    public async Task RunAsync(Destination destination, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var invocation = await waiting.TakeAsync(cancellationToken);
            await _rate.WaitAsync(cancellationToken);
            await _atOnce.WaitAsync(cancellationToken);
            _ = InvokeAsync(destination, invocation, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _atOnce.Dispose();

    private LedgerEntry Enter(OutgoingEvent outgoing)
    {
        telemetry.Published(outgoing);
        return ledger.Publish(outgoing);
    }

    private async Task InvokeAsync(Destination destination, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            using var activity = SenderTelemetry.Source.StartActivity("send event", ActivityKind.Producer);
            Describe(activity, invocation);
            var result = await invoker.InvokeAsync(destination, invocation, cancellationToken);
            invocation.Attempts++;
            telemetry.Invoked(result);

            RetryDecision decision;
            lock (_jitter)
            {
                decision = _policy.Decide(result, invocation.Attempts, monotonic.Now - invocation.Since, _jitter);
            }

            IReadOnlyList<DeadLetter> deadLetters = decision.State is EventState.Refused or EventState.Exhausted
                ? DeadLetters.Of(
                    options.Value.Bus, invocation.Entries, result, decision, invocation.Attempts, clock.GetUtcNow())
                : [];
            ledger.Answered(invocation, result, decision, deadLetters);
            Follow(activity, invocation, result, decision, deadLetters);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends; what waits ends with it.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Failed(logger, exception, invocation.Entries[0].Number);
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                _atOnce.Release();
            }
        }
    }

    private void Follow(
        Activity? activity, Invocation invocation, InvocationResult result, RetryDecision decision,
        IReadOnlyList<DeadLetter> deadLetters)
    {
        var answer = result.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ?? result.Failure
            ?? "none";
        var number = invocation.Entries[0].Number;
        activity?.SetTag("genesys.mock.state", decision.State.ToString().ToLowerInvariant());
        switch (decision.State)
        {
            case EventState.Waiting:
                waiting.Add(invocation, decision.Delay);
                Log.SendsAgain(logger, number, answer, decision.Delay.TotalSeconds);
                break;
            case EventState.Refused or EventState.Exhausted:
                activity?.SetStatus(ActivityStatusCode.Error, answer);
                telemetry.DeadLettered(invocation.Entries.Count, deadLetters[0].ErrorCode);
                Log.GaveUp(logger, number, answer, invocation.Entries[0].Event.Kind ?? "usual");
                break;
            case EventState.Delivered:
                Log.Delivered(logger, number, answer, invocation.Entries[0].Event.EventType);
                break;
        }
    }

    private static void Describe(Activity? activity, Invocation invocation)
    {
        var first = invocation.Entries[0].Event;
        activity?.SetTag("genesys.event.id", first.Id);
        activity?.SetTag("genesys.event.type", first.EventType);
        activity?.SetTag("genesys.conversation.id", first.ConversationId);
        activity?.SetTag("genesys.mock.kind", first.Kind);
        activity?.SetTag("genesys.mock.attempt", invocation.Attempts + 1);
        activity?.SetTag(
            "messaging.batch.message_count", invocation.Entries.Count > 1 ? invocation.Entries.Count : null);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Event {Number} can't be sent at all")]
        public static partial void Failed(ILogger logger, Exception exception, long number);

        [LoggerMessage(Level = LogLevel.Information, Message = "Event {Number} ({EventType}) was delivered: {Answer}")]
        public static partial void Delivered(ILogger logger, long number, string answer, string eventType);

        [LoggerMessage(
            Level = LogLevel.Information, Message = "Event {Number} is dropped after {Answer}; its kind: {Kind}")]
        public static partial void GaveUp(ILogger logger, long number, string answer, string kind);

        [LoggerMessage(
            Level = LogLevel.Information, Message = "Event {Number} got {Answer} and is sent again in {Seconds:0.0} s")]
        public static partial void SendsAgain(ILogger logger, long number, string answer, double seconds);
    }
}
