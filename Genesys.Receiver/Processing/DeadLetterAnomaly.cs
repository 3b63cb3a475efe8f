using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Processing;

/// <summary>The <c>DOWNSTREAM_FAILURE</c> anomaly of a delivery that failed for good.</summary>
internal static class DeadLetterAnomaly
{
    public static AnomalyRecord Of(DeliveryAttempt delivery, AttemptEntry attempt)
    {
        var leased = delivery.Leased;
        var record = leased.Record;
        return new AnomalyRecord
        {
            Kind = AnomalyKind.DownstreamFailure,
            RequestId = record.RequestId,
            ReceivedAt = record.ReceivedAt,
            ErrorDetails = Sentence(leased.Attempts + 1, attempt),
            ErrorCodes = [attempt.Reason],
            PayloadSize = record.Delivery.Payload.Length,
            MaskedPayload = EventMask.Mask(record.Delivery.Payload.Span),
            StatusCode = attempt.StatusCode,
            EventId = SafeIdentifier.OfEventId(record.Delivery.EventId),
            Source = SafeIdentifier.OfSource(record.Delivery.Source),
            Schema = record.Delivery.Schema,
            TraceParent = delivery.TraceParent,
        };
    }

    private static string Sentence(int attempts, AttemptEntry last) =>
        $"Fetching the conversation failed for good: {last.Reason}"
        + (last.StatusCode == 0 ? string.Empty : $" (HTTP {last.StatusCode})")
        + $", {attempts} attempt{(attempts == 1 ? string.Empty : "s")}, "
        + $"{last.HttpAttempts} HTTP request{(last.HttpAttempts == 1 ? string.Empty : "s")} in the last.";
}
