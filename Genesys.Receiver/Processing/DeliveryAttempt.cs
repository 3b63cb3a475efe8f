using System.Diagnostics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>
/// One attempt of a delivery, and its <c>process delivery</c> span: a trace of its own, linked to the span that
/// recorded the delivery, so that attempts of other days and other processes can be found from it.
/// </summary>
internal sealed class DeliveryAttempt
{
    private readonly Activity? _span;

    private DeliveryAttempt(LeasedDelivery leased, DateTimeOffset joinedAt, Activity? span) =>
        (Leased, JoinedAt, _span) = (leased, joinedAt, span);

    public LeasedDelivery Leased { get; }

    /// <summary>When its fetch took it in: with its first HTTP attempt, or with a retry.</summary>
    public DateTimeOffset JoinedAt { get; }

    /// <summary>How it ended; known once its fetch has.</summary>
    public AttemptResult? Result { get; set; }

    /// <summary>What the record of its anomaly says it comes from.</summary>
    public string? TraceParent => _span?.Id ?? Leased.Record.TraceParent;

    /// <summary>The trace of its span; null when nothing traces.</summary>
    public string? TraceId => _span?.TraceId.ToHexString();

    /// <summary>Takes a delivery into a fetch; the caller's current span stays what it is.</summary>
    /// <param name="leased">The delivery.</param>
    /// <param name="now">The present, for its age.</param>
    /// <param name="underCurrent">True when the request that recorded it waits: the span is a child of it.</param>
    /// <param name="fetch">The fetch of another delivery that answers for this one too, if any.</param>
    public static DeliveryAttempt Start(
        LeasedDelivery leased, DateTimeOffset now, bool underCurrent, Activity? fetch = null)
    {
        var before = Activity.Current;
        Activity.Current = underCurrent ? before : null;
        var span = ReceiverTelemetry.Source.StartActivity(
            ActivityKind.Consumer,
            name: ReceiverTelemetry.ProcessDelivery,
            links: LinksOf(leased, underCurrent, fetch),
            tags: null);
        Activity.Current = before;
        if (span is { IsAllDataRequested: true })
        {
            var delivery = leased.Record.Delivery;
            span.SetTag(ReceiverTelemetry.RequestIdKey, leased.Record.RequestId);
            span.SetTag(ReceiverTelemetry.EventIdKey, SafeIdentifier.OfEventId(delivery.EventId));
            span.SetTag(ReceiverTelemetry.EventTypeKey, SafeEventType.Of(delivery.EventType));
            span.SetTag(ReceiverTelemetry.SchemaKey, delivery.Schema);
            span.SetTag(ReceiverTelemetry.ConversationIdKey, SafeIdentifier.OfEventId(delivery.ConversationId?.Value));
            span.SetTag(ReceiverTelemetry.AttemptNumberKey, leased.Attempts + 1);
            var age = WallClock.Between(leased.Record.ReceivedAt, now).TotalSeconds;
            span.SetTag(ReceiverTelemetry.DeliveryAgeKey, Math.Max(0, age));
        }

        return new DeliveryAttempt(leased, now, span);
    }

    /// <summary>Makes its span the current one until the result is disposed.</summary>
    public Entered Enter() => new(_span);

    /// <summary>Links it to the fetch that it began and that others share.</summary>
    public void Share(Activity fetch)
    {
        if (_span is { IsAllDataRequested: true } && !_span.Links.Any(link => link.Context == fetch.Context))
        {
            _span.AddLink(Links.To(fetch.Context, ReceiverTelemetry.FetchLink));
        }
    }

    /// <summary>Puts on its span what the journal has of it now.</summary>
    /// <param name="result">What became of it, in a word.</param>
    /// <param name="next">The time until its next attempt, when it has one.</param>
    public void Settled(string result, TimeSpan? next = null)
    {
        _span?.SetTag(ReceiverTelemetry.AttemptResultKey, result);
        _span?.SetTag(ReceiverTelemetry.AttemptNextKey, next?.TotalSeconds);
    }

    /// <summary>Ends the span with the result.</summary>
    public void End()
    {
        if (_span is null || Result is not { } result)
        {
            return;
        }

        _span.SetTag(ReceiverTelemetry.OutcomeKey, result.Attempt.Reason);
        _span.SetTag(ReceiverTelemetry.FetchAttemptsKey, result.Attempt.HttpAttempts);
        if (result.Attempt.StatusCode != 0)
        {
            _span.SetTag(ReceiverTelemetry.StatusCodeKey, result.Attempt.StatusCode);
        }

        if (result.Kind is AttemptResultKind.FailedForNow or AttemptResultKind.FailedForGood)
        {
            _span.Fail(result.Attempt.Reason);
        }

        _span.Stop();
    }

    /// <summary>Ends the span of a delivery that left its fetch.</summary>
    public void Lost()
    {
        Settled(SettlementWords.LeaseLost);
        _span?.Stop();
    }

    private static List<ActivityLink> LinksOf(LeasedDelivery leased, bool underCurrent, Activity? fetch)
    {
        var links = new List<ActivityLink>(2);
        if (!underCurrent && Links.ToRecorded(leased.Record.TraceParent) is { } recorded)
        {
            links.Add(recorded);
        }

        if (fetch is { Recorded: true })
        {
            links.Add(Links.To(fetch.Context, ReceiverTelemetry.FetchLink));
        }

        return links;
    }

    /// <summary>Gives back the span that was current before.</summary>
    internal readonly struct Entered : IDisposable
    {
        private readonly Activity? _before = Activity.Current;

        public Entered(Activity? span) => Activity.Current = span ?? _before;

        public void Dispose() => Activity.Current = _before;
    }
}
