using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>How the contracts are written as JSON: camelCase, and absent instead of null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivityMinute))]
[JsonSerializable(typeof(Anomaly))]
[JsonSerializable(typeof(AnomalyCommand))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(Counts))]
[JsonSerializable(typeof(DeliveryDetails))]
[JsonSerializable(typeof(Destination))]
[JsonSerializable(typeof(DestinationTest))]
[JsonSerializable(typeof(DiscardedWaiting))]
[JsonSerializable(typeof(FailureDetails))]
[JsonSerializable(typeof(GenesysCloudState))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobCount))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(OperatorIdentity))]
[JsonSerializable(typeof(Page<ActivityMinute>))]
[JsonSerializable(typeof(Page<Anomaly>))]
[JsonSerializable(typeof(Page<AnomalyGroup>))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(Page<DeliverySummary>))]
[JsonSerializable(typeof(Page<Destination>))]
[JsonSerializable(typeof(Page<FailureGroup>))]
[JsonSerializable(typeof(Page<Job>))]
[JsonSerializable(typeof(Page<ReconciliationWindow>))]
[JsonSerializable(typeof(PayloadReport))]
[JsonSerializable(typeof(ReasonCommand))]
[JsonSerializable(typeof(ReceiverInfo))]
[JsonSerializable(typeof(ReceiverProblem))]
[JsonSerializable(typeof(ReconciliationDetails))]
[JsonSerializable(typeof(SchemaList))]
public sealed partial class ReceiverJson : JsonSerializerContext;
