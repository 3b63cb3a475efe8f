using System.Diagnostics;

namespace Genesys.Receiver.Telemetry;

/// <summary>Names of the receiver's spans and attributes, and its <see cref="ActivitySource"/>.</summary>
public static class ReceiverTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
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
    public const string ShipAnomalies = "ship anomalies";

    public const string RequestIdKey = "genesys.request.id";
    public const string EventIdKey = "genesys.event.id";
    public const string EventTypeKey = "genesys.event.type";
    public const string SchemaKey = "genesys.schema";
    public const string OutcomeKey = "genesys.outcome";
    public const string FindingCountKey = "genesys.finding.count";
    public const string ConversationIdKey = "genesys.conversation.id";
    public const string AnomalyTypeKey = "genesys.anomaly.type";
    public const string AnomalyCountKey = "genesys.anomaly.count";
    public const string PathKey = "genesys.path";
    public const string ErrorTypeKey = "error.type";
}
