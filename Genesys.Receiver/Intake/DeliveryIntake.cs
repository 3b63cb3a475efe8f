using System.Diagnostics;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Takes one verdict to its record, and in inline mode to the end of its processing.</summary>
internal sealed class DeliveryIntake(
    IJournal journal,
    InlineProcessing inline,
    AnomalyIntake anomalies,
    AllowedSenders senders,
    DriftWatch drift,
    FetchTopics topics,
    DestinationRouting routing,
    OperatorEvents operators,
    SourceSilence silence,
    IntakeLoad load,
    IOptions<ProcessingOptions> processing,
    IHostApplicationLifetime lifetime)
{
    private readonly bool _inline = processing.Value.Mode == ProcessingMode.Inline;

    /// <summary>
    /// What became of the event. It is on disk, as a delivery or as an anomaly, when the outcome says so.
    /// </summary>
    public ValueTask<Outcome> TakeAsync(Verdict verdict, Receipt receipt) => senders.Judge(verdict) switch
    {
        Verdict.Rejected rejected => anomalies.RejectAsync(rejected, receipt),
        Verdict.Accepted accepted => RecordAsync(accepted.Delivery, receipt),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "An event is accepted or rejected."),
    };

    private async ValueTask<Outcome> RecordAsync(Delivery delivery, Receipt receipt)
    {
        RecordResult result;
        using (var span = ReceiverTelemetry.Source.StartActivity(
            ReceiverTelemetry.RecordDelivery, ActivityKind.Producer))
        {
            var fetches = delivery.ConversationId is not null && topics.Include(delivery.EventType);
            var record = new DeliveryRecord
            {
                Delivery = delivery,
                RequestId = receipt.RequestId,
                ReceivedAt = receipt.ReceivedAt,
                TraceParent = span?.Id ?? receipt.TraceParent,
                NeedsProcessing = fetches,
                HandOvers = routing.AtReceipt(delivery.EventType, fetches, _inline),
            };

            // Not the caller's token: what is on its way to the disk is recorded even when the caller has hung up.
            using (load.Begins())
            {
                result = await journal.RecordAsync(record, _inline, CancellationToken.None);
            }

            if (span is not null)
            {
                Describe(span, delivery, AnswerTable.For(OutcomeOf(result.Status)));
            }
        }

        silence.Heard(delivery.Source);
        if (result.Status == RecordStatus.Full)
        {
            operators.Notice(OperatorEvents.JournalFull, "deliveries");
        }

        if (result.Status == RecordStatus.Recorded && delivery.Drift.Count > 0)
        {
            await ReportDriftAsync(delivery, receipt);
        }

        var kind = result.Lease is { } lease
            ? await inline.ProcessAsync(lease, lifetime.ApplicationStopping)
            : OutcomeOf(result.Status);
        return new Outcome(kind, delivery.EventId, null, delivery.Schema);
    }

    private static void Describe(Activity span, Delivery delivery, AnswerForm form)
    {
        span.SetTag(ReceiverTelemetry.EventIdKey, SafeIdentifier.OfEventId(delivery.EventId));
        span.SetTag(ReceiverTelemetry.OutcomeKey, form.Word);
        if (form.Status >= StatusCodes.Status500InternalServerError)
        {
            span.Fail(form.Word);
        }
    }

    private async ValueTask ReportDriftAsync(Delivery delivery, Receipt receipt)
    {
        if (drift.Observe(delivery.Schema, delivery.Drift) is { Count: > 0 } news)
        {
            operators.Notice(OperatorEvents.Drift, delivery.Schema, [new("path", news[0].Path)], news.Count);
            await anomalies.ReportDriftAsync(delivery, news, receipt);
        }
    }

    private static OutcomeKind OutcomeOf(RecordStatus status) => status switch
    {
        RecordStatus.Recorded => OutcomeKind.Accepted,
        RecordStatus.Duplicate => OutcomeKind.Duplicate,
        RecordStatus.InFlight => OutcomeKind.InFlight,
        RecordStatus.Full => OutcomeKind.JournalFull,
        _ => OutcomeKind.JournalUnavailable,
    };
}
