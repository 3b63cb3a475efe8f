using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>An example of what each route takes and answers.</summary>
internal static class AdminExamples
{
    private const string Topic = "v2.detail.events.conversation.{id}.customer.end";

    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Attempt Attempt = new()
    {
        Kind = AttemptKind.Fetch,
        StartedAt = Noon,
        EndedAt = Noon.AddSeconds(31),
        TookSeconds = 31,
        WaitedSeconds = 60,
        WaitedFor = "retry",
        StatusCode = 503,
        Reason = "server_error",
        RequestCount = 6,
    };

    private static readonly DeliverySummary Delivery = new()
    {
        Key = 17,
        State = DeliveryState.DeadLetter,
        RequestId = "2f0c9a8e-4a7e-4d0a-9c3e-6f2b8f0a7c11",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        ReceivedAt = Noon,
        Schema = "aws.partner/genesys.com",
        EventId = "5c5a9f54-9d3f-4c0b-8f4b-0f3a2c6d7e01",
        Topic = Topic,
        Source = "aws.partner/genesys.com/cloud/6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d/receiver",
        Account = "123456789012",
        ConversationId = "6d1f0c2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f",
        EventTime = Noon,
        EndedAt = Noon.AddHours(24),
        AttemptCount = 16,
        LastAttempt = Attempt,
        PayloadSize = 812,
    };

    private static readonly DeliveryDetails Details = new()
    {
        Key = 17,
        State = DeliveryState.DeadLetter,
        RequestId = Delivery.RequestId,
        TraceId = Delivery.TraceId,
        ReceivedAt = Noon,
        Schema = Delivery.Schema,
        EventId = Delivery.EventId,
        Topic = Topic,
        Source = Delivery.Source,
        Account = Delivery.Account,
        ConversationId = Delivery.ConversationId,
        EventTime = Noon,
        EndedAt = Delivery.EndedAt,
        AttemptCount = 1,
        LastAttempt = Attempt,
        PayloadSize = 812,
        Duplicates = new Duplicates { Count = 2, First = Noon.AddSeconds(5), Last = Noon.AddSeconds(12) },
        Attempts = [Attempt],
        HandOvers = [new HandOver { Destination = "crm", State = HandOverState.Waiting, DueAt = Noon.AddMinutes(1) }],
        Payload = """{"id":"5c5a9f54-9d3f-4c0b-8f4b-0f3a2c6d7e01","detail":{"eventBody":{"ani":"***"}}}""",
    };

    private static readonly Anomaly Anomaly = new()
    {
        Key = 3,
        State = AnomalyState.Shipped,
        Type = "SCHEMA_VALIDATION_FAILURE",
        RequestId = Delivery.RequestId,
        ReceivedAt = Noon,
        ErrorDetails = "data.conversation_id: is required",
        ErrorCount = 1,
        Findings = [new Finding { Path = "/data/conversation_id", Code = "required" }],
        PayloadSize = 240,
        StatusCode = 400,
        Schema = "genesys.cloud/1",
        EndedAt = Noon.AddSeconds(2),
    };

    private static readonly FailureGroup Failure = new()
    {
        Id = "k3v9x2",
        Reason = "server_error",
        Status = 503,
        Topic = Topic,
        Count = 50,
        First = Noon,
        Last = Noon.AddMinutes(20),
        Trend = [0, 0, 0, 0, 0, 0, 0, 12, 20, 18, 0, 0],
        Sample = 17,
    };

    private static readonly Job Job = new()
    {
        Id = 1,
        Action = JobAction.Replay,
        State = JobState.Running,
        Total = 50,
        Done = 20,
        Failed = 0,
        RatePerSecond = 50,
        Reason = "The outage of this morning is over.",
        By = "alice",
        CreatedAt = Noon,
        Filter = new DeliveryFilter { Reason = "server_error" },
        AsOf = Noon,
    };

    private static readonly ReconciliationWindow Window = new()
    {
        Id = 12,
        From = Noon,
        To = Noon.AddHours(1),
        DueAt = Noon.AddHours(3),
        CheckedAt = Noon.AddHours(2),
        Known = 1_250,
        Missing = 1,
        Incomplete = 0,
        Late = 0,
        NotExpected = 31,
        Requests = 13,
    };

    private static readonly ReconciliationConversation Lost = new()
    {
        Key = 4,
        ConversationId = "6d1f0c2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f",
        Result = ReconciliationResult.Missing,
        StartedAt = Noon.AddMinutes(4),
        EndedAt = Noon.AddMinutes(9),
    };

    private static readonly GenesysCloudState Genesys = new()
    {
        Circuit = CircuitState.Closed,
        RateLimit = new RateLimit(120, 300, Noon.AddSeconds(30)),
    };

    private static readonly Counts Counts = new()
    {
        OpenDeliveries = 12,
        DeadLetters = 50,
        OpenAnomalies = 0,
        SetAsideAnomalies = 0,
        OldestDeliveryAgeSeconds = 4.2,
        OldestAnomalyAgeSeconds = 0,
        Bytes = 73_400_320,
        Index = new IndexState(Noon, 0.3),
        GenesysCloud = Genesys,
        Destinations = [Destination],
    };

    private static Destination Destination => new()
    {
        Name = "crm",
        Standing = DestinationStanding.PausedByOperator,
        Type = "Webhook",
        Topics = [Topic],
        Payload = "Both",
        Format = "CloudEvents",
        Ordering = "None",
        Pause = new DestinationPause { By = "alice", Since = Noon, Reason = "The CRM is being moved." },
        Waiting = 340,
        OldestAt = Noon,
        DeadLetters = 0,
        DeliveredPerSecond = 0,
    };

    private static readonly DestinationTest Tested = new()
    {
        Delivered = true,
        StatusCode = 200,
        Reason = "delivered",
        TookSeconds = 0.04,
    };

    /// <summary>
    /// What a route takes, and what it answers by status; null and nothing where an example would say nothing.
    /// </summary>
    public static (JsonNode? Body, IReadOnlyDictionary<string, JsonNode> Answers) Of(string operation) =>
        operation switch
        {
            "getOperator" => Ok(
                new OperatorIdentity { Name = "alice", Role = OperatorRole.Operator, PersonalData = false },
                ReceiverJson.Default.OperatorIdentity),
            "getInfo" => Ok(
                new ReceiverInfo
                {
                    Version = "1.1.0",
                    Environment = "Production",
                    Journal = "Sqlite",
                    RetentionSeconds = 172_800,
                    LogGroup = "genesys-eventbridge-validation",
                    Region = "us-east-1",
                },
                ReceiverJson.Default.ReceiverInfo),
            "getCounts" => Ok(Counts, ReceiverJson.Default.Counts),
            "getActivity" => Ok(
                new Page<ActivityMinute>(
                [
                    new ActivityMinute
                    {
                        Minute = Noon, Received = 310, Accepted = 300, Rejected = 2, Duplicates = 8, Finished = 295,
                        DeadLettered = 0, HandedOver = 295, Republished = 1,
                    },
                ]),
                ReceiverJson.Default.PageActivityMinute),
            "getAudit" => Ok(
                new Page<AuditEntry>(
                [
                    new AuditEntry
                    {
                        At = Noon, By = "alice", Action = AuditActions.Replay,
                        Subject = """job 1: {"reason":"server_error"}""", Count = 50, Reason = Job.Reason,
                    },
                ]),
                ReceiverJson.Default.PageAuditEntry),
            "findDeliveries" => Ok(
                new Page<DeliverySummary>([Delivery], "MTc"), ReceiverJson.Default.PageDeliverySummary),
            "findDelivery" => Ok(Details, ReceiverJson.Default.DeliveryDetails),
            "getFailures" => Ok(new Page<FailureGroup>([Failure]), ReceiverJson.Default.PageFailureGroup),
            "findFailure" => Ok(
                new FailureDetails
                {
                    Id = Failure.Id,
                    Reason = Failure.Reason,
                    Status = Failure.Status,
                    Topic = Topic,
                    Count = Failure.Count,
                    First = Failure.First,
                    Last = Failure.Last,
                    Trend = Failure.Trend,
                    Sample = Failure.Sample,
                    Failed = Details,
                },
                ReceiverJson.Default.FailureDetails),
            _ => OfAnomalies(operation),
        };

    private static (JsonNode? Body, IReadOnlyDictionary<string, JsonNode> Answers) OfAnomalies(string operation) =>
        operation switch
        {
            "findAnomalies" => Ok(new Page<Anomaly>([Anomaly]), ReceiverJson.Default.PageAnomaly),
            "findAnomaly" => Ok(Anomaly with { MaskedPayload = """{"id":"***"}""" }, ReceiverJson.Default.Anomaly),
            "getAnomalyGroups" => Ok(
                new Page<AnomalyGroup>(
                [
                    new AnomalyGroup
                    {
                        Id = "p7q2m4", Type = Anomaly.Type, Path = "/data/conversation_id", Code = "required",
                        Count = 7, First = Noon, Last = Noon,
                        ByTime = [new TimeCount(Noon, 7)],
                    },
                ]),
                ReceiverJson.Default.PageAnomalyGroup),
            _ => OfActs(operation),
        };

    private static (JsonNode? Body, IReadOnlyDictionary<string, JsonNode> Answers) OfActs(string operation) =>
        operation switch
        {
            "replayAnomalies" or "discardAnomalies" => (
                Node(new AnomalyCommand([3, 4], "Test data."), ReceiverJson.Default.AnomalyCommand),
                Answer(new CommandResult(2, 2), ReceiverJson.Default.CommandResult)),
            "createJob" => (
                Node(
                    new JobRequest
                    {
                        Action = JobAction.Replay,
                        Filter = Job.Filter,
                        RatePerSecond = 50,
                        Reason = Job.Reason,
                        AsOf = Noon
                    },
                    ReceiverJson.Default.JobRequest),
                new Dictionary<string, JsonNode>(StringComparer.Ordinal)
                {
                    ["200"] = Node(new JobCount(50, Noon), ReceiverJson.Default.JobCount),
                    ["201"] = Node(
                        Job with { State = JobState.Freezing, Total = 0, Done = 0 }, ReceiverJson.Default.Job),
                }),
            "getJobs" => Ok(new Page<Job>([Job]), ReceiverJson.Default.PageJob),
            "findJob" => Ok(Job, ReceiverJson.Default.Job),
            "stopJob" => (new JsonObject(),
                Answer(Job with { State = JobState.Stopped, EndedAt = Noon }, ReceiverJson.Default.Job)),
            "getReconciliation" =>
                Ok(new Page<ReconciliationWindow>([Window]), ReceiverJson.Default.PageReconciliationWindow),
            "findReconciliation" =>
                Ok(new ReconciliationDetails(Window, [Lost]), ReceiverJson.Default.ReconciliationDetails),
            "getDestinations" => Ok(new Page<Destination>([Destination]), ReceiverJson.Default.PageDestination),
            "pauseDestination" or "resumeDestination" => (
                Node(new ReasonCommand("The CRM is being moved."), ReceiverJson.Default.ReasonCommand),
                Answer(Destination, ReceiverJson.Default.Destination)),
            "testDestination" => (
                new JsonObject(),
                Answer(Tested, ReceiverJson.Default.DestinationTest)),
            "discardWaiting" => (
                Node(new ReasonCommand("Test data."), ReceiverJson.Default.ReasonCommand),
                Answer(new DiscardedWaiting(340), ReceiverJson.Default.DiscardedWaiting)),
            "validate" => (
                new JsonObject { ["id"] = "sample-6" },
                Answer(
                    new PayloadReport
                    {
                        Verdict = PayloadVerdict.Rejected,
                        Schema = "genesys.cloud/1",
                        ErrorCount = 1,
                        Errors = [new Finding { Path = "/source", Code = "required", Message = "is required" }],
                    },
                    ReceiverJson.Default.PayloadReport)),
            _ => (null, new Dictionary<string, JsonNode>(StringComparer.Ordinal)),
        };

    private static (JsonNode?, IReadOnlyDictionary<string, JsonNode>) Ok<T>(T value, JsonTypeInfo<T> type) =>
        (null, Answer(value, type));

    private static Dictionary<string, JsonNode> Answer<T>(T value, JsonTypeInfo<T> type) =>
        new(StringComparer.Ordinal) { ["200"] = Node(value, type) };

    public static JsonNode Node<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}
