using System.Diagnostics.Metrics;

namespace Genesys.Receiver.Telemetry;

/// <summary>The receiver's instruments, with a method for each thing that happens.</summary>
internal sealed class ReceiverMetrics
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _republished;
    private readonly Counter<long> _duplicatesNotKept;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _validationDuration;
    private readonly Counter<long> _findings;
    private readonly Histogram<double> _processingDuration;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _fetched;
    private readonly Histogram<int> _served;
    private readonly Counter<long> _handedOver;
    private readonly Histogram<double> _handOverDuration;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _anomalyRecorded;
    private readonly Counter<long> _anomalyShipped;
    private readonly Counter<long> _anomalyRejected;
    private readonly Counter<long> _drift;
    private readonly Counter<long> _reconciled;

    public ReceiverMetrics(IMeterFactory meters)
    {
        Meter = meters.Create(ReceiverTelemetry.Name);
        _received = Meter.CreateCounter<long>("genesys.delivery.received", "{delivery}", "Deliveries by outcome");
        _republished = Meter.CreateCounter<long>(
            "genesys.delivery.republished", "{delivery}", "Deliveries of an event that Genesys had published before");
        _duplicatesNotKept = Meter.CreateCounter<long>(
            "genesys.delivery.duplicates_not_kept", "{delivery}",
            "Duplicates that their delivery's page doesn't count: too many others came at the same time");
        _duration = Meter.CreateHistogram(
            "genesys.delivery.duration", "s", "From a request's headers to its answer", null, Buckets.Delivery);
        _validationDuration = Meter.CreateHistogram(
            "genesys.validation.duration", "s", "Time that a body's validation takes", null, Buckets.Validation);
        _findings = Meter.CreateCounter<long>("genesys.validation.findings", "{finding}", "Findings by code");
        _processingDuration = Meter.CreateHistogram(
            "genesys.processing.duration", "s", "Time of one fetch", null, Buckets.Fetch);
        _attempts = Meter.CreateCounter<long>(
            "genesys.processing.attempts", "{attempt}", "HTTP attempts at Genesys Cloud by status");
        _retries = Meter.CreateCounter<long>(
            "genesys.processing.retries", "{retry}", "Attempts that followed a failed one, by reason");
        _deadLettered = Meter.CreateCounter<long>(
            "genesys.processing.dead_lettered", "{delivery}", "Deliveries that failed for good, by reason");
        _fetched = Meter.CreateCounter<long>(
            "genesys.conversation.fetched", "{conversation}", "Conversations fetched from Genesys Cloud");
        _served = Meter.CreateHistogram("genesys.conversation.deliveries", "{delivery}",
            "Deliveries that one fetch served", null, Buckets.Deliveries);
        _handedOver = Meter.CreateCounter<long>(
            "genesys.destination.delivered", "{hand_over}", "Events that a destination took");
        _handOverDuration = Meter.CreateHistogram(
            "genesys.destination.duration", "s", "Time of one call to a destination", null, Buckets.Delivery);
        _commitDuration =
            Meter.CreateHistogram("genesys.journal.commit.duration", "s", "Time of one commit", null, Buckets.Commit);
        _anomalyRecorded =
            Meter.CreateCounter<long>("genesys.anomaly.recorded", "{anomaly}", "Anomalies recorded, by type");
        _anomalyShipped =
            Meter.CreateCounter<long>("genesys.anomaly.shipped", "{anomaly}", "Anomalies that CloudWatch took");
        _anomalyRejected = Meter.CreateCounter<long>(
            "genesys.anomaly.rejected", "{anomaly}", "Anomalies that CloudWatch refused, by reason");
        _drift = Meter.CreateCounter<long>(
            "genesys.schema.drift", "{drift}", "Unknown members, values and topics in valid events");
        _reconciled = Meter.CreateCounter<long>(
            "genesys.reconciliation.conversations", "{conversation}",
            "Conversations compared with analytics, by result");
    }

    /// <summary>The meter, for the folders whose observable instruments live beside what they observe.</summary>
    public Meter Meter { get; }

    public void DeliveryAnswered(string outcome, string? schema, TimeSpan elapsed)
    {
        var outcomeTag = new KeyValuePair<string, object?>(ReceiverTelemetry.OutcomeKey, outcome);
        var schemaTag = new KeyValuePair<string, object?>(ReceiverTelemetry.SchemaKey, schema ?? "none");
        _received.Add(1, outcomeTag, schemaTag);
        _duration.Record(elapsed.TotalSeconds, outcomeTag);
    }

    public void DeliveriesRepublished(int count)
    {
        if (count > 0)
        {
            _republished.Add(count);
        }
    }

    public void DuplicatesNotKept(long count) => _duplicatesNotKept.Add(count);

    public void BodyValidated(TimeSpan elapsed) => _validationDuration.Record(elapsed.TotalSeconds);

    public void FindingMade(string code) =>
        _findings.Add(1, new KeyValuePair<string, object?>(ReceiverTelemetry.ErrorTypeKey, code));

    public void FetchEnded(string outcome, TimeSpan elapsed) =>
        _processingDuration.Record(
            elapsed.TotalSeconds, new KeyValuePair<string, object?>(ReceiverTelemetry.OutcomeKey, outcome));

    public void AttemptEnded(string result) =>
        _attempts.Add(1, new KeyValuePair<string, object?>(ReceiverTelemetry.OutcomeKey, result));

    public void AttemptRetried(string reason) =>
        _retries.Add(1, new KeyValuePair<string, object?>(ReceiverTelemetry.ErrorTypeKey, reason));

    public void DeliveryDeadLettered(string reason) =>
        _deadLettered.Add(1, new KeyValuePair<string, object?>(ReceiverTelemetry.ErrorTypeKey, reason));

    public void ConversationFetched(int deliveries)
    {
        _fetched.Add(1);
        _served.Record(deliveries);
    }

    public void HandedOver(string destination, int count) =>
        _handedOver.Add(count, new KeyValuePair<string, object?>(ReceiverTelemetry.DestinationKey, destination));

    public void HandOverEnded(string destination, string outcome, TimeSpan elapsed) => _handOverDuration.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>(ReceiverTelemetry.DestinationKey, destination),
        new KeyValuePair<string, object?>(ReceiverTelemetry.OutcomeKey, outcome));

    public void JournalCommitted(TimeSpan elapsed) => _commitDuration.Record(elapsed.TotalSeconds);

    public void AnomalyRecorded(string type) =>
        _anomalyRecorded.Add(1, new KeyValuePair<string, object?>(ReceiverTelemetry.AnomalyTypeKey, type));

    public void AnomaliesShipped(int count) => _anomalyShipped.Add(count);

    public void AnomaliesRejected(int count, string reason) =>
        _anomalyRejected.Add(count, new KeyValuePair<string, object?>(ReceiverTelemetry.ErrorTypeKey, reason));

    public void ConversationsReconciled(string result, int count) =>
        _reconciled.Add(count, new KeyValuePair<string, object?>(ReceiverTelemetry.ReconciliationResultKey, result));

    public void DriftSeen(string schema, string path) => _drift.Add(
        1,
        new KeyValuePair<string, object?>(ReceiverTelemetry.SchemaKey, schema),
        new KeyValuePair<string, object?>(ReceiverTelemetry.PathKey, path));
}
