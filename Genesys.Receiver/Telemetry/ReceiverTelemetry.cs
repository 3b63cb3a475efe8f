using System.Diagnostics;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// Names of the receiver's spans, their events and all attributes, and its <see cref="ActivitySource"/>.
/// docs/telemetry.md has a row for each of them and for each instrument; a test holds the two together.
/// </summary>
internal static class ReceiverTelemetry
{
    /// <summary>
    /// Name of the <see cref="ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.
    /// </summary>
    public const string Name = "Genesys.Receiver";

    /// <summary>The receiver's spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    public const string ReceiveDelivery = "receive delivery";
    public const string ValidateDelivery = "validate delivery";
    public const string RecordDelivery = "record delivery";
    public const string RecordAnomaly = "record anomaly";
    public const string ProcessDelivery = "process delivery";
    public const string GetToken = "genesys get token";
    public const string GetConversation = "genesys get conversation";
    public const string HandOver = "hand over";
    public const string ShipAnomalies = "ship anomalies";
    public const string ReconcileWindow = "reconcile window";

    /// <summary>Child of <see cref="ShipAnomalies"/> that holds the links for which one span has no room.</summary>
    public const string LinkAnomalies = "link anomalies";

    public const string FindingEvent = "genesys.finding";
    public const string RetryEvent = "genesys.retry";
    public const string CircuitOpenedEvent = "genesys.circuit.opened";
    public const string CircuitHalfOpenedEvent = "genesys.circuit.half_opened";
    public const string CircuitClosedEvent = "genesys.circuit.closed";
    public const string CircuitRefusedEvent = "genesys.circuit.refused";
    public const string ExceptionEvent = "exception";

    public const string RequestIdKey = "genesys.request.id";
    public const string EventIdKey = "genesys.event.id";
    public const string EventTypeKey = "genesys.event.type";
    public const string SchemaKey = "genesys.schema";
    public const string OutcomeKey = "genesys.outcome";
    public const string FindingCountKey = "genesys.finding.count";
    public const string ConversationIdKey = "genesys.conversation.id";
    public const string CorrelationIdKey = "genesys.correlation.id";
    public const string AnomalyTypeKey = "genesys.anomaly.type";
    public const string AnomalyCountKey = "genesys.anomaly.count";
    public const string PathKey = "genesys.path";
    public const string DestinationKey = "genesys.destination.name";
    public const string LinkKey = "genesys.link";
    public const string DeliveryAgeKey = "genesys.delivery.age";
    public const string AttemptNumberKey = "genesys.attempt.number";
    public const string FetchAttemptsKey = "genesys.fetch.attempts";
    public const string FetchDeliveriesKey = "genesys.fetch.deliveries";
    public const string AttemptResultKey = "genesys.attempt.result";
    public const string AttemptNextKey = "genesys.attempt.next";
    public const string RetryReasonKey = "genesys.retry.reason";
    public const string RetryWaitKey = "genesys.wait.retry";
    public const string PacingWaitKey = "genesys.wait.pacing";
    public const string ConcurrencyWaitKey = "genesys.wait.concurrency";
    public const string CircuitWaitKey = "genesys.wait.circuit";
    public const string JournalKindKey = "genesys.journal.kind";
    public const string HealthCheckKey = "genesys.health.check";
    public const string ReconciliationResultKey = "genesys.reconciliation.result";
    public const string MissingCountKey = "genesys.reconciliation.missing";
    public const string BatchIndexKey = "genesys.batch.index";

    // OpenTelemetry's own: https://opentelemetry.io/docs/specs/semconv/registry/attributes/
    public const string ErrorTypeKey = "error.type";
    public const string ExceptionTypeKey = "exception.type";
    public const string ExceptionStackTraceKey = "exception.stacktrace";
    public const string BodySizeKey = "http.request.body.size";
    public const string MethodKey = "http.request.method";
    public const string ResendCountKey = "http.request.resend_count";
    public const string StatusCodeKey = "http.response.status_code";
    public const string BatchCountKey = "messaging.batch.message_count";
    public const string ServerAddressKey = "server.address";
    public const string ServerPortKey = "server.port";
    public const string UrlTemplateKey = "url.template";
    public const string LogGroupKey = "aws.log.group.names";
    public const string LogStreamKey = "aws.log.stream.names";

    /// <summary>Links from an attempt, or from a batch, to the span that recorded what it works on.</summary>
    public const string RecordedLink = "recorded";

    /// <summary>Links from a delivery to the fetch that it shares with others.</summary>
    public const string FetchLink = "fetch";

    /// <summary>Links from an attempt to the token request that another one had begun.</summary>
    public const string TokenLink = "token";
}
