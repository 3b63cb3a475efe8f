using System.Diagnostics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// The <c>hand over</c> span of one attempt: a trace of its own, linked to the span that recorded the delivery.
/// </summary>
internal static class HandOverSpan
{
    public static Activity? Start(LeasedHandOver handOver)
    {
        if (!ReceiverTelemetry.Source.HasListeners())
        {
            return null;
        }

        var before = Activity.Current;
        Activity.Current = null;
        var span = ReceiverTelemetry.Source.StartActivity(
            ActivityKind.Producer,
            name: ReceiverTelemetry.HandOver,
            links: Links.ToRecorded(handOver.Record.TraceParent) is { } recorded ? [recorded] : [],
            tags: null);
        Activity.Current = before;
        if (span is { IsAllDataRequested: true })
        {
            var record = handOver.Record;
            span.SetTag(ReceiverTelemetry.DestinationKey, handOver.Destination);
            span.SetTag(ReceiverTelemetry.RequestIdKey, record.RequestId);
            span.SetTag(ReceiverTelemetry.EventIdKey, SafeIdentifier.OfEventId(record.Delivery.EventId));
            span.SetTag(ReceiverTelemetry.EventTypeKey, SafeEventType.Of(record.Delivery.EventType));
            span.SetTag(ReceiverTelemetry.AttemptNumberKey, handOver.Attempts + 1);
        }

        return span;
    }

    /// <summary>Ends the span with the result.</summary>
    public static void End(Activity? span, HandOverResult result)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag(ReceiverTelemetry.OutcomeKey, result.Reason);
        if (result.StatusCode != 0)
        {
            span.SetTag(ReceiverTelemetry.StatusCodeKey, result.StatusCode);
        }

        if (result.Kind != HandOverResultKind.Delivered)
        {
            span.Fail(result.Reason);
        }

        span.Stop();
    }
}
