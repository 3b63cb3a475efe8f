using System.Diagnostics;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>
/// One fetch of one conversation: for the delivery that it began with and, as each HTTP attempt starts, for every other
/// open one that the answer will be newer than.
/// </summary>
internal sealed class ConversationFetch : IFetchProgress, IDisposable
{
    /// <summary>Deliveries that one fetch may hold; further ones wait for the next.</summary>
    private const int MostDeliveries = 1_000;

    private readonly FetchDependencies _with;
    private readonly bool _shares;
    private readonly Lock _lock = new();
    private readonly List<DeliveryAttempt> _deliveries = [];
    private readonly CancellationTokenSource _cancelled;
    private readonly LeasedDelivery _first;
    private readonly DeliveryAttempt _own;
    private volatile FetchPhase _phase;

    /// <param name="with">What fetches work with.</param>
    /// <param name="first">The delivery that it is made for.</param>
    /// <param name="inline">True when a caller waits: no other delivery joins, and its spans are children of the
    /// request's.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    public ConversationFetch(
        FetchDependencies with, LeasedDelivery first, bool inline, CancellationToken cancellationToken)
    {
        _with = with;
        _first = first;
        _shares = !inline && with.Processing.Coalesce;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _own = DeliveryAttempt.Start(first, with.Time.GetUtcNow(), underCurrent: inline);
        _deliveries.Add(_own);
    }

    public FetchPhase Phase => _phase;

    /// <summary>The deliveries whose leases it holds.</summary>
    public IReadOnlyList<DeliveryAttempt> Deliveries
    {
        get
        {
            lock (_lock)
            {
                return [.. _deliveries];
            }
        }
    }

    public bool MayRetry => !_with.State.IsStopping && !_cancelled.IsCancellationRequested;

    public bool RetriesNotFound
    {
        get
        {
            var now = _with.Time.GetUtcNow();
            return Deliveries.Any(delivery => IsYoung(delivery, now));
        }
    }

    public void BackingOff() => Enter(FetchPhase.BackingOff);

    public void Queueing() => Enter(FetchPhase.Queueing);

    public async ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken)
    {
        Enter(FetchPhase.Attempting);
        var room = MostDeliveries - Deliveries.Count;
        if (!_shares || !answersForNewer || room <= 0)
        {
            return;
        }

        var fetch = Activity.Current;
        try
        {
            var delivery = _first.Record.Delivery;
            Join(
                await _with.Journal.LeaseConversationAsync(
                    delivery.Account, delivery.ConversationId!.Value, room, cancellationToken),
                fetch);
        }
        catch (JournalUnavailableException)
        {
            // The fetch serves those it has; the others get one of their own when the journal is back.
        }
    }

    /// <summary>
    /// Fetches and hands over; each delivery has its result then. Whatever goes wrong is a result, never an exception.
    /// </summary>
    public async Task RunAsync()
    {
        var startedAt = _with.Time.GetUtcNow();
        var started = _with.Time.GetTimestamp();
        using var entered = _own.Enter();
        using var scope = ProcessingLog.RequestScope(_with.Logger, _first.Record.RequestId);
        FetchResult result;
        try
        {
            result = await _with.Conversations.FetchAsync(
                _first.Record.Delivery.ConversationId!.Value, this, _cancelled.Token);
            if (result.Outcome == FetchOutcome.Fetched)
            {
                result = await HandOverAsync(result);
            }
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            result = new FetchResult { Outcome = FetchOutcome.Held, Reason = "given_up", Attempts = 0 };
        }
        catch (Exception exception)
        {
            ProcessingLog.Broke(_with.Logger, exception);
            result = new FetchResult { Outcome = FetchOutcome.FailedForNow, Reason = "internal_error", Attempts = 0 };
        }

        Enter(FetchPhase.Settling);
        Conclude(result, startedAt);
        _with.Metrics.FetchEnded(result.Reason, _with.Time.GetElapsedTime(started));
    }

    /// <summary>Ends the spans; the journal has the results.</summary>
    public void Settled()
    {
        lock (_lock)
        {
            _deliveries.ForEach(delivery => delivery.End());
        }
    }

    /// <summary>
    /// The lease of a delivery is another's now: what becomes of it is no longer this fetch's to say.
    /// </summary>
    public void Lost(LeasedDelivery delivery)
    {
        bool nothingLeft;
        lock (_lock)
        {
            var index = _deliveries.FindIndex(
                entry => entry.Leased.Key == delivery.Key && entry.Leased.Lease == delivery.Lease);
            if (index < 0)
            {
                return;
            }

            _deliveries[index].Lost();
            _deliveries.RemoveAt(index);
            nothingLeft = _deliveries.Count == 0;
        }

        if (nothingLeft)
        {
            Cancel();
        }
    }

    /// <summary>Ends the fetch where it waits; a request that is out may still finish.</summary>
    public void StopWaiting()
    {
        if (_phase is FetchPhase.Queueing or FetchPhase.BackingOff)
        {
            Cancel();
        }
    }

    /// <summary>Ends the fetch wherever it is.</summary>
    public void Cancel()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    public void Dispose() => _cancelled.Dispose();

    private void Join(IReadOnlyList<LeasedDelivery> others, Activity? fetch)
    {
        if (others.Count == 0)
        {
            return;
        }

        var now = _with.Time.GetUtcNow();
        lock (_lock)
        {
            if (fetch is not null)
            {
                _own.Share(fetch);
            }

            foreach (var other in others)
            {
                _deliveries.Add(DeliveryAttempt.Start(other, now, underCurrent: false, fetch));
            }

            fetch?.SetTag(ReceiverTelemetry.FetchDeliveriesKey, _deliveries.Count);
        }
    }

    private async Task<FetchResult> HandOverAsync(FetchResult result)
    {
        var now = _with.Time.GetUtcNow();
        var conversation = new FetchedConversation
        {
            ConversationId = _first.Record.Delivery.ConversationId!.Value,
            EventIds =
            [
                .. Deliveries.Where(delivery => !IsTooEarly(delivery, result, now))
                    .Select(delivery => delivery.Leased.Record.Delivery.EventId),
            ],
            FetchedAt = now,
            Conversation = result.Conversation,
            Analytics = result.Analytics,
        };
        if (conversation.EventIds.Count == 0)
        {
            return result;
        }

        foreach (var sink in _with.Sinks)
        {
            try
            {
                await sink.TakeAsync(conversation, _cancelled.Token);
                _with.SinkState.Worked(sink);
            }
            catch (Exception exception) when (
                exception is not OperationCanceledException || !_cancelled.IsCancellationRequested)
            {
                _with.SinkState.Failed(sink, exception);
                ProcessingLog.SinkFailed(_with.Logger, exception);
                return result with { Outcome = FetchOutcome.FailedForNow, Reason = "sink_failed" };
            }
        }

        return result;
    }

    private void Conclude(FetchResult result, DateTimeOffset startedAt)
    {
        var now = _with.Time.GetUtcNow();
        var whole = FetchHistory.Of(result, startedAt, now, _own.TraceId);
        foreach (var delivery in Deliveries)
        {
            var attempt = FetchHistory.Since(whole, delivery.JoinedAt);
            var early = result.LacksAnalytics ? attempt with { Reason = "analytics_not_found" } : attempt;
            delivery.Result = IsTooEarly(delivery, result, now)
                ? new AttemptResult(EndFor(FetchOutcome.FailedForNow), early, result.RetryAfter)
                : new AttemptResult(EndFor(result.Outcome), attempt, result.RetryAfter);
        }
    }

    // What isn't there (404) may come into being while the event is young.
    private bool IsTooEarly(DeliveryAttempt delivery, FetchResult result, DateTimeOffset now) =>
        result is { Outcome: FetchOutcome.NotFound } or { Outcome: FetchOutcome.Fetched, LacksAnalytics: true }
            && IsYoung(delivery, now);

    private bool IsYoung(DeliveryAttempt delivery, DateTimeOffset now) =>
        EventAge.Of(delivery.Leased.Record, now) < _with.Genesys.NotFoundGrace;

    private AttemptResultKind EndFor(FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Fetched => AttemptResultKind.Completed,
        FetchOutcome.Held => AttemptResultKind.Released,
        // Cut short by the shutdown, it is no whole attempt.
        FetchOutcome.FailedForNow when _with.State.IsStopping => AttemptResultKind.Released,
        FetchOutcome.FailedForNow => AttemptResultKind.FailedForNow,
        FetchOutcome.NotFound or FetchOutcome.FailedForGood => AttemptResultKind.FailedForGood,
        _ => throw new UnreachableException(outcome.ToString()),
    };

    private void Enter(FetchPhase phase)
    {
        _phase = phase;
        _with.State.Changed();
        if (_with.State.IsStopping)
        {
            StopWaiting();
        }
    }
}
