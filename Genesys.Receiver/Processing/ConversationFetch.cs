using System.Diagnostics;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
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
        var now = with.Time.GetUtcNow();
        _own = DeliveryAttempt.Start(Waited(first, now, WaitReasons.Backlog), now, underCurrent: inline);
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
    /// Fetches; each delivery has its result then. Whatever goes wrong is a result, never an exception.
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
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            result = new FetchResult { Outcome = FetchOutcome.Held, Reason = "given_up", Attempts = 0 };
        }
        catch (Exception exception)
        {
            ProcessingLog.Broke(_with.Logger, exception);
            result = new FetchResult
            {
                Outcome = FetchOutcome.FailedForNow,
                Reason = Reasons.InternalError,
                Attempts = 0,
            };
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
                _deliveries.Add(
                    DeliveryAttempt.Start(Waited(other, now, WaitReasons.Fetch), now, underCurrent: false, fetch));
            }

            fetch?.SetTag(ReceiverTelemetry.FetchDeliveriesKey, _deliveries.Count);
        }
    }

    private LeasedDelivery Waited(LeasedDelivery delivery, DateTimeOffset now, string otherwise) => delivery with
    {
        Wait = _with.Holds.Of(
            delivery.LastAttemptAt ?? delivery.Record.ReceivedAt,
            now,
            delivery switch
            {
                { LastAttemptAt: not null, Attempts: 0 } => WaitReasons.Replay,
                { LastAttemptAt: not null } => WaitReasons.Retry,
                { HasRested: true } => WaitReasons.MinFetchInterval,
                _ => otherwise,
            }),
    };

    private void Conclude(FetchResult result, DateTimeOffset startedAt)
    {
        var now = _with.Time.GetUtcNow();
        var whole = FetchHistory.Of(result, startedAt, now, _own.TraceId);
        var content = result.Outcome == FetchOutcome.Fetched
            ? new FetchedContent(result.Conversation, result.Analytics)
            : null;
        var served = 0;
        // Those that joined together have one entry, and end in one commit.
        var attempts = new Dictionary<DateTimeOffset, AttemptEntry>();
        foreach (var delivery in Deliveries)
        {
            if (!attempts.TryGetValue(delivery.JoinedAt, out var attempt))
            {
                attempts.Add(delivery.JoinedAt, attempt = FetchHistory.Since(whole, delivery.JoinedAt));
            }

            if (IsTooEarly(delivery, result, now))
            {
                var early = result.LacksAnalytics ? attempt with { Reason = "analytics_not_found" } : attempt;
                delivery.Result = new AttemptResult(EndFor(FetchOutcome.FailedForNow), early, result.RetryAfter);
                continue;
            }

            delivery.Result = new AttemptResult(EndFor(result.Outcome), attempt, result.RetryAfter, content);
            served++;
        }

        if (content is not null && served > 0)
        {
            _with.Metrics.ConversationFetched(served);
            // What a caller calls a conversation could be anything.
            var id = SafeIdentifier.OfEventId(_first.Record.Delivery.ConversationId!.Value.Value)!;
            ProcessingLog.Fetched(_with.Logger, id, served, content.Conversation.Length);
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
