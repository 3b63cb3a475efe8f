using System.Diagnostics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>The <c>process delivery</c> span of one delivery, linked to the span that received it.</summary>
internal static class ProcessSpan
{
    /// <summary>Starts it as a trace of its own, or under the request that waits for it; the caller's current span stays what it is.</summary>
    public static Activity? Start(LeasedDelivery leased, bool underCurrent, Activity? fetch = null)
    {
        var record = leased.Record;
        var links = new List<ActivityLink>(2);
        if (!underCurrent && ActivityContext.TryParse(record.TraceParent, null, isRemote: true, out var receiving))
        {
            links.Add(new ActivityLink(receiving));
        }

        if (fetch is not null)
        {
            links.Add(new ActivityLink(fetch.Context));
        }

        var before = Activity.Current;
        Activity.Current = underCurrent ? before : null;
        var span = ReceiverTelemetry.Source.StartActivity(ActivityKind.Consumer, name: ReceiverTelemetry.ProcessDelivery, links: links, tags: null);
        Activity.Current = before;
        if (span is not null)
        {
            span.SetTag(ReceiverTelemetry.RequestIdKey, record.RequestId);
            span.SetTag(ReceiverTelemetry.EventIdKey, record.Delivery.EventId);
            span.SetTag(ReceiverTelemetry.EventTypeKey, record.Delivery.EventType);
            span.SetTag(ReceiverTelemetry.SchemaKey, record.Delivery.Schema);
            span.SetTag(ReceiverTelemetry.ConversationIdKey, record.Delivery.ConversationId);
        }

        return span;
    }

    /// <summary>Ends it with the outcome of its round.</summary>
    public static void End(Activity? span, RoundEnd end)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag(ReceiverTelemetry.OutcomeKey, end.Round.Reason);
        if (end.Kind is RoundEndKind.FailedForNow or RoundEndKind.FailedForGood)
        {
            span.SetTag(ReceiverTelemetry.ErrorTypeKey, end.Round.Reason);
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Stop();
    }
}
