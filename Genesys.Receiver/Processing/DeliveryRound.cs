using System.Diagnostics;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>
/// One round for one conversation: the delivery that it began with and, as each attempt starts, every other open one that the answer will
/// be newer than.
/// </summary>
internal sealed class DeliveryRound : IFetchProgress, IDisposable
{
    /// <summary>Deliveries that one round may hold; further ones wait for the next.</summary>
    private const int MostDeliveries = 1_000;

    private readonly RoundSetting _setting;
    private readonly bool _joins;
    private readonly Lock _lock = new();
    private readonly List<RoundDelivery> _deliveries = [];
    private readonly CancellationTokenSource _givenUp;
    private readonly LeasedDelivery _first;
    private readonly RoundDelivery _own;
    private volatile RoundPhase _phase;

    /// <param name="setting">What rounds work with.</param>
    /// <param name="first">The delivery that it is made for.</param>
    /// <param name="inline">True when a caller waits: no other delivery joins, and its spans are children of the request's.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    public DeliveryRound(RoundSetting setting, LeasedDelivery first, bool inline, CancellationToken cancellationToken)
    {
        _setting = setting;
        _first = first;
        _joins = !inline && setting.Options.Coalesce;
        _givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _own = RoundDelivery.Start(first, setting.Time.GetUtcNow(), underCurrent: inline);
        _deliveries.Add(_own);
    }

    public RoundPhase Phase => _phase;

    /// <summary>The deliveries whose leases it holds.</summary>
    public IReadOnlyList<RoundDelivery> Deliveries
    {
        get
        {
            lock (_lock)
            {
                return [.. _deliveries];
            }
        }
    }

    public bool MayRetry => !_setting.Rounds.IsStopping && !_givenUp.IsCancellationRequested;

    public void BackingOff() => Enter(RoundPhase.BackingOff);

    public void Queueing() => Enter(RoundPhase.Queueing);

    public async ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken)
    {
        Enter(RoundPhase.Attempting);
        var room = MostDeliveries - Deliveries.Count;
        if (!_joins || !answersForNewer || room <= 0)
        {
            return;
        }

        var fetch = Activity.Current;
        try
        {
            var delivery = _first.Record.Delivery;
            var others = await _setting.Journal.LeaseConversationAsync(delivery.Account, delivery.ConversationId!, room, cancellationToken).ConfigureAwait(false);
            Join(others, fetch);
        }
        catch (JournalUnavailableException)
        {
            // The fetch serves those it has; the others get one of their own when the journal is back.
        }
    }

    private void Join(IReadOnlyList<LeasedDelivery> others, Activity? fetch)
    {
        if (others.Count == 0)
        {
            return;
        }

        var now = _setting.Time.GetUtcNow();
        lock (_lock)
        {
            if (fetch is not null)
            {
                _own.Share(fetch);
            }

            foreach (var other in others)
            {
                _deliveries.Add(RoundDelivery.Start(other, now, underCurrent: false, fetch));
            }

            fetch?.SetTag(ReceiverTelemetry.RoundDeliveriesKey, _deliveries.Count);
        }
    }

    /// <summary>Fetches and hands over. Whatever goes wrong is an end, never an exception.</summary>
    public async Task<RoundEnd> RunAsync()
    {
        var started = _setting.Time.GetUtcNow();
        using var entered = _own.Enter();
        using var scope = RoundLog.RequestScope(_setting.Logger, _first.Record.RequestId);
        RoundEnd end;
        try
        {
            var result = await _setting.Conversations.FetchAsync(_first.Record.Delivery.ConversationId!, this, _givenUp.Token).ConfigureAwait(false);
            end = result.Outcome == FetchOutcome.Fetched ? await HandOverAsync(result, started).ConfigureAwait(false) : Conclude(result, started);
        }
        catch (OperationCanceledException) when (_givenUp.IsCancellationRequested)
        {
            end = End(RoundEndKind.Released, "given_up", started, new FetchResult { Outcome = FetchOutcome.Held, Reason = "given_up", Attempts = 0 });
        }
        catch (Exception exception)
        {
            RoundLog.Broke(_setting.Logger, exception);
            end = End(
                RoundEndKind.FailedForNow, "internal_error", started, new FetchResult { Outcome = FetchOutcome.FailedForNow, Reason = "internal_error", Attempts = 0 });
        }

        Enter(RoundPhase.Settling);
        _setting.Metrics.RoundEnded(end.Round.Reason, _setting.Time.GetUtcNow() - started);
        return end;
    }

    /// <summary>Ends the spans; the journal has the outcome.</summary>
    public void Settled(RoundEnd end)
    {
        lock (_lock)
        {
            _deliveries.ForEach(delivery => delivery.End(end));
        }
    }

    /// <summary>The lease of a delivery is another's now: what becomes of it is no longer this round's to say.</summary>
    public void Lost(LeasedDelivery delivery)
    {
        bool nothingLeft;
        lock (_lock)
        {
            var index = _deliveries.FindIndex(entry => entry.Leased.Key == delivery.Key && entry.Leased.Lease == delivery.Lease);
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
            GiveUp();
        }
    }

    /// <summary>Ends the round where it waits; a request that is out may still finish.</summary>
    public void StopWaiting()
    {
        if (_phase is RoundPhase.Queueing or RoundPhase.BackingOff)
        {
            GiveUp();
        }
    }

    /// <summary>Ends the round wherever it is.</summary>
    public void GiveUp()
    {
        try
        {
            _givenUp.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    public void Dispose() => _givenUp.Dispose();

    private async Task<RoundEnd> HandOverAsync(FetchResult result, DateTimeOffset started)
    {
        var deliveries = Deliveries;
        var conversation = new FetchedConversation
        {
            ConversationId = _first.Record.Delivery.ConversationId!,
            EventIds = [.. deliveries.Select(delivery => delivery.Leased.Record.Delivery.EventId)],
            FetchedAt = _setting.Time.GetUtcNow(),
            Conversation = result.Conversation,
            Analytics = result.Analytics,
        };
        try
        {
            foreach (var sink in _setting.Sinks)
            {
                await sink.TakeAsync(conversation, _givenUp.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_givenUp.IsCancellationRequested)
        {
            RoundLog.SinkFailed(_setting.Logger, exception);
            return End(RoundEndKind.FailedForNow, "sink_failed", started, result);
        }

        return End(RoundEndKind.Completed, result.Reason, started, result);
    }

    private RoundEnd Conclude(FetchResult result, DateTimeOffset started) => result.Outcome switch
    {
        FetchOutcome.Held => End(RoundEndKind.Released, result.Reason, started, result),
        FetchOutcome.FailedForGood => End(RoundEndKind.FailedForGood, result.Reason, started, result),
        // Cut short by the shutdown, it is no whole round.
        FetchOutcome.FailedForNow when _setting.Rounds.IsStopping => End(RoundEndKind.Released, result.Reason, started, result),
        FetchOutcome.FailedForNow => End(RoundEndKind.FailedForNow, result.Reason, started, result),
        _ => throw new UnreachableException(result.Outcome.ToString()),
    };

    private RoundEnd End(RoundEndKind kind, string reason, DateTimeOffset started, FetchResult result) =>
        new(kind, new Round(started, _setting.Time.GetUtcNow(), result.Attempts, result.StatusCode, reason), result.RetryAfter);

    private void Enter(RoundPhase phase)
    {
        _phase = phase;
        _setting.Rounds.PhaseChanged();
        if (_setting.Rounds.IsStopping)
        {
            StopWaiting();
        }
    }
}
