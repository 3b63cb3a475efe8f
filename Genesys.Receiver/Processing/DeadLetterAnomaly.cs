using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Processing;

/// <summary>The <c>DOWNSTREAM_FAILURE</c> anomaly of a delivery that failed for good.</summary>
internal static class DeadLetterAnomaly
{
    public static AnomalyRecord Of(RoundDelivery delivery, Round round)
    {
        var leased = delivery.Leased;
        var record = leased.Record;
        return new AnomalyRecord
        {
            Kind = AnomalyKind.DownstreamFailure,
            RequestId = record.RequestId,
            ReceivedAt = record.ReceivedAt,
            ErrorDetails = Sentence(leased.Rounds + 1, round),
            PayloadSize = record.Delivery.Payload.Length,
            MaskedPayload = EventMask.Mask(record.Delivery.Payload.Span),
            StatusCode = round.StatusCode,
            EventId = SafeIdentifier.OfEventId(record.Delivery.EventId),
            Source = SafeIdentifier.OfSource(record.Delivery.Source),
            Schema = record.Delivery.Schema,
            TraceParent = delivery.TraceParent,
        };
    }

    private static string Sentence(int rounds, Round round) =>
        $"Fetching the conversation failed for good: {round.Reason}"
        + (round.StatusCode == 0 ? string.Empty : $" (HTTP {round.StatusCode})")
        + $", {rounds} round{(rounds == 1 ? string.Empty : "s")}, {round.Attempts} attempt{(round.Attempts == 1 ? string.Empty : "s")} in the last.";
}
