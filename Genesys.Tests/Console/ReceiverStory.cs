using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Console;

/// <summary>A receiver after an outage of one destination and of Genesys Cloud, to be looked at.</summary>
public sealed class ReceiverStory
{
    public const string AConversation = "5b6c1f0e-6f7a-4c1d-9d30-0c1f5f2f9a11";
    public const string AnEventId = "0f4c7a52-9f7e-4b3c-8f55-1a2b3c4d5e6f";
    public const string ATrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CustomerEnd = "v2.detail.events.conversation.{id}.customer.end";

    private static readonly string[] Topics =
    [
        CustomerEnd, "v2.detail.events.conversation.{id}.user.start", "v2.detail.events.conversation.{id}.acd.end",
        "v2.audits.entitytype.{id}.entityid.{id}", "genesys.cloud.conversation.analyzed",
    ];

    private const string Payload = """
        {"version":"0","id":"0f4c7a52-9f7e-4b3c-8f55-1a2b3c4d5e6f","detail-type":"v2.detail.events.conversation.{id}.customer.end","source":"aws.partner/genesys.com/cloud/***","account":"123456789012","time":"2026-11-29T01:02:03Z","detail":{"topicName":"v2.detail.events.conversation.***.customer.end","version":"2","timestamp":"***","eventBody":{"eventTime":1795914123456,"conversationId":"5b6c1f0e-6f7a-4c1d-9d30-0c1f5f2f9a11","participantId":"***","sessionId":"***","mediaType":"VOICE","provider":"***","direction":"INBOUND","ani":"***","dnis":"***","disconnectType":"PEER","sentiment":"***"},"metadata":{"CorrelationId":"***"}}}
        """;

    public ReceiverStory()
    {
        Now = new DateTimeOffset(
            TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
            TimeSpan.Zero);
        Counts = SomeCounts();
        Jobs =
        [
            AJob(40, JobAction.Discard, JobState.Completed, 12, 12,
                Now.AddHours(-20)) with { Reason = "Events of the load test", By = "kim" },
            AJob(41, JobAction.Replay, JobState.Running, 1_912, 640, Now.AddMinutes(-1)) with { Group = "g1" },
        ];
        Deliveries = [.. Enumerable.Range(0, 60).Select(ADelivery)];
    }

    public DateTimeOffset Now { get; }

    public OperatorRole Role { get; set; } = OperatorRole.Operator;

    public bool PersonalData { get; set; } = true;

    public Counts Counts { get; set; }

    /// <summary>What an act on anomalies comes to.</summary>
    public CommandResult Acted { get; set; } = new(1, 1);

    public List<Job> Jobs { get; }

    public List<DeliverySummary> Deliveries { get; set; }

    public ReceiverInfo Info { get; set; } = new()
    {
        Version = "1.1.0",
        Environment = "Development",
        Journal = "Sqlite",
        RetentionSeconds = 14 * 86_400,
        LogGroup = "genesys-eventbridge-validation",
        Region = "us-east-1",
    };

    public Genesys.Receiver.Client.Health Health { get; set; } = new()
    {
        Status = "Degraded",
        Checks = new Dictionary<string, HealthCheck>(StringComparer.Ordinal)
        {
            ["journal"] = new("Healthy"),
            ["genesys"] = new("Healthy"),
            ["intake"] = new("Healthy"),
            ["cloudwatch"] = new("Healthy"),
            ["destinations"] = new("Degraded", "crm fails: it answers 503 since 01:10. It is tried once a minute."),
        },
    };

    public IReadOnlyList<ActivityMinute> Activity => [.. Enumerable.Range(0, 60).Select(index => new ActivityMinute
    {
        Minute = Now.AddMinutes(index - 59), Received = 300, Accepted = 240 + ((index * 37) % 90),
        Rejected = index % 7 == 0 ? 6 : 0,
        Duplicates = index % 5, Finished = 230 + ((index * 31) % 80), DeadLettered = index is > 20 and < 34 ? 90 : 0,
        HandedOver = 200,
    })];

    public List<FailureGroup> Failures { get; set; } = [];

    public PayloadReport Report { get; set; } = new()
    {
        Verdict = PayloadVerdict.Rejected,
        Schema = "genesys.cloud/1",
        ErrorCount = 1,
        Errors = [new Finding { Path = "/data/conversation_id", Code = "required",
            Message = "required when event_type is genesys.cloud.conversation.analyzed" }],
    };

    public SchemaList Schemas { get; } =
        new([new EventSchema(
        "genesys.cloud/1", null, System.Text.Json.JsonDocument.Parse("""{"title":"The flat one"}""").RootElement)]);

    public DestinationTest Test { get; } =
        new() { Delivered = false, StatusCode = 503, Reason = "unavailable", TookSeconds = 0.214 };

    /// <summary>Those of before the time that is asked for.</summary>
    public IReadOnlyList<AnomalyGroup> EarlierAnomalyGroups { get; set; } = [];

    public IReadOnlyList<AnomalyGroup> AnomalyGroups =>
    [
        AGroup("a1", "SCHEMA_VALIDATION_FAILURE", "/detail/eventBody/conversationId", "required", 214),
        AGroup("a2", "SCHEMA_DRIFT", "/detail/eventBody/sentiment", "unknown_member", 96),
        AGroup("a3", "MALFORMED_JSON", null, "syntax", 3),
    ];

    public OperatorRole RoleOf(string credential) =>
        credential == "reader-key-of-the-tests" ? OperatorRole.Reader : Role;

    public OperatorIdentity Me(string credential) =>
        new() { Name = "robin", Role = RoleOf(credential), PersonalData = PersonalData };

    public Page<DeliverySummary> Find(IQueryCollection query)
    {
        var found = Deliveries.Where(one =>
            Fits(query, "eventId", one.EventId) && Fits(query, "conversationId", one.ConversationId)
                && Fits(query, "requestId", one.RequestId)
            && Fits(query, "traceId", one.TraceId) && Fits(query, "topic", one.Topic)
                && Fits(query, "reason", one.LastAttempt?.Reason)
            && (query["state"].ToString() is "" or "any"
                || string.Equals(query["state"], one.State.ToString(), StringComparison.OrdinalIgnoreCase))).ToList();
        var skip = Number(query["cursor"], 0);
        var limit = Number(query["limit"], 50);
        return new Page<DeliverySummary>(
            [.. found.Skip(skip).Take(limit)], skip + limit < found.Count ? $"{skip + limit}" : null);
    }

    public DeliveryDetails? Details(long key, bool inClear)
    {
        if (Deliveries.FirstOrDefault(one => one.Key == key) is not { } one)
        {
            return null;
        }

        var at = one.ReceivedAt;
        var failed = one.State == DeliveryState.DeadLetter;
        var fetches = failed
            ? new[] { AnAttempt(at.AddSeconds(1), 503, "unavailable", null, null),
                AnAttempt(at.AddMinutes(2), 503, "unavailable", 60, "a minute after the round failed"),
                AnAttempt(at.AddMinutes(9), null, "timeout", 300, "circuit_open") }
            : [AnAttempt(at.AddSeconds(1), 200, "completed", null, null)];
        var handedOver = AHandOver(at.AddSeconds(4), 200, "completed", "lake");
        var refused = AHandOver(at.AddSeconds(5), 503, "unavailable", "crm");
        return new DeliveryDetails
        {
            Key = key,
            State = one.State,
            RequestId = one.RequestId,
            TraceId = one.TraceId,
            ReceivedAt = at,
            Schema = one.Schema,
            EventId = one.EventId,
            Topic = one.Topic,
            Source = one.Source,
            Account = one.Account,
            ConversationId = one.ConversationId,
            EventTime = one.EventTime,
            EndedAt = one.EndedAt,
            AttemptCount = fetches.Length,
            LastAttempt = fetches[^1],
            PayloadSize = one.PayloadSize,
            Republished = one.Republished,
            Duplicates = one.Duplicates,
            Attempts = [.. fetches, handedOver, refused],
            HandOvers =
            [
                new HandOver { Destination = "lake", State = HandOverState.Delivered, EndedAt = at.AddSeconds(4),
                    Reason = "completed", Attempts = [handedOver] },
                new HandOver { Destination = "crm", State = HandOverState.Waiting, DueAt = Now.AddMinutes(3),
                    Reason = "unavailable", Attempts = [refused] },
            ],
            Drift = [new Drift { Path = "/detail/eventBody/sentiment", Kind = "unknown_member" }],
            Payload = one.PayloadSize == 0 ? null : inClear
                ? Payload.Replace("\"ani\":\"***\"", "\"ani\":\"+49 30 901820\"", StringComparison.Ordinal) : Payload,
            InClear = inClear,
        };
    }

    public FailureDetails? Failure(string id) =>
        Failures.FirstOrDefault(group => group.Id == id) is not { } group ? null : new FailureDetails
        {
            Id = group.Id,
            Reason = group.Reason,
            Status = group.Status,
            Topic = group.Topic,
            Destination = group.Destination,
            Count = group.Count,
            First = group.First,
            Last = group.Last,
            Trend = group.Trend,
            Sample = group.Sample,
            Failed = Details(group.Sample, false),
            Finished = Details(Deliveries.First(one => one.State == DeliveryState.Finished).Key, false) is { } good
            ? good with
            {
                Payload = good.Payload!.Replace(",\"sentiment\":\"***\"", "", StringComparison.Ordinal)
                .Replace("\"PEER\"", "\"CLIENT\"", StringComparison.Ordinal)
            } : null,
        };

    public Page<Anomaly> FindAnomalies(IQueryCollection query) =>
        new([.. Enumerable.Range(0, 8).Select(index => Anomaly(900 + index)!).Where(one =>
            Fits(query, "state", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.State.ToString()))
                && Fits(query, "eventId", one.EventId) && Fits(query, "requestId", one.RequestId)
                && Fits(query, "traceId", one.TraceId))]);

    public Anomaly? Anomaly(long key) => key is < 900 or > 907 ? null : new Anomaly
    {
        Key = key,
        State = key >= 906 ? AnomalyState.SetAside : AnomalyState.Shipped,
        Type = "SCHEMA_VALIDATION_FAILURE",
        RequestId = $"anomaly-request-{key}",
        TraceId = ATrace[..30] + key % 100,
        ReceivedAt = Now.AddMinutes(-(key - 900) * 7),
        ErrorDetails = "detail.eventBody.conversationId: required",
        ErrorCount = 1,
        Findings = [new Finding { Path = "/detail/eventBody/conversationId", Code = "required",
            Message = "required in a conversation detail event" }],
        PayloadSize = 812,
        MaskedPayload = Payload.Replace("\"conversationId\":\"" + AConversation + "\",", "", StringComparison.Ordinal),
        StatusCode = 400,
        EventId = $"anomaly-event-{key}",
        Source = "aws.partner/genesys.com",
        Schema = "aws.partner/genesys.com",
        EndedAt = Now.AddMinutes(-(key - 900) * 7).AddSeconds(2),
    };

    public Page<AuditEntry> FindAudit(IQueryCollection query) => new([.. new[]
    {
        new AuditEntry { At = Now.AddMinutes(-1), By = "robin", Action = AuditActions.Replay, Subject = "job 41",
            Count = 1_912, Reason = "Genesys Cloud is back" },
        new AuditEntry { At = Now.AddMinutes(-30), By = "robin", Action = AuditActions.PauseDestination,
            Subject = "crm", Reason = "The CRM is updated" },
        new AuditEntry { At = Now.AddHours(-20), By = "kim", Action = AuditActions.Discard,
            Subject = """job 40: {"topic":"a.b","state":"deadLetter"}""", Count = 12,
            Reason = "Events of the load test" },
        new AuditEntry { At = Now.AddHours(-21), By = "kim", Action = AuditActions.ReadInClear, Subject = "1057" },
    }.Where(entry => Fits(query, "by", entry.By) && Fits(query, "action", entry.Action))]);

    public IReadOnlyList<ReconciliationWindow> Windows =>
        [AWindow(13, 0, 0), AWindow(12, 1, 1) with { DueAt = Now.AddHours(1) }, AWindow(11, 0, 0) with { Late = 2 }];

    public ReconciliationDetails? Window(long id) => Windows.FirstOrDefault(window => window.Id == id) is { } window
        ? new ReconciliationDetails(window, id != 12 ? [] :
        [
            new ReconciliationConversation { Key = 2, ConversationId = AConversation,
                Result = ReconciliationResult.Missing, StartedAt = window.From.AddMinutes(3),
                EndedAt = window.From.AddMinutes(9) },
            new ReconciliationConversation
            {
                Key = 1, ConversationId = "77aa1f0e-6f7a-4c1d-9d30-0c1f5f2f9a11",
                Result = ReconciliationResult.Incomplete, StartedAt = window.From.AddMinutes(1),
                EndedAt = window.From.AddMinutes(4), EndTopic = CustomerEnd, AskedAt = Now.AddMinutes(-3),
                RecordedAt = Now.AddMinutes(-3),
            },
        ])
        : null;

    // Its ids are in lower case.
    public JobCount Count(JobRequest asked) => new(
        asked.Filter?.ConversationId?.Any(char.IsAsciiLetterUpper) == true ? 0
            : asked.Keys?.Count ?? (asked.Window is null ? 1_912 : 2),
        Now);

    public Job Create(JobRequest asked)
    {
        var total = asked.Keys?.Count ?? 1_912;
        var job = AJob(Jobs.Max(one => one.Id) + 1, asked.Action, JobState.Running, total, 0, Now) with
        {
            Reason = asked.Reason!,
            RatePerSecond = asked.RatePerSecond ?? 100,
            Group = asked.Group,
            KeyCount = asked.Keys?.Count,
        };
        Jobs.Add(job);
        return job;
    }

    private ReconciliationWindow AWindow(long id, int missing, int incomplete) => new()
    {
        Id = id,
        From = Now.AddHours(id - 16),
        To = Now.AddHours(id - 15),
        CheckedAt = Now.AddHours(id - 14),
        Known = 1_204,
        Missing = missing,
        Incomplete = incomplete,
        Late = 0,
        NotExpected = 17,
        Requests = 13,
    };

    public Job? Stop(long id)
    {
        var index = Jobs.FindIndex(job => job.Id == id);
        return index < 0 ? null : Jobs[index] = Jobs[index] with { State = JobState.Stopped, EndedAt = Now };
    }

    public Destination? Set(string name, DestinationStanding standing)
    {
        if (Counts.Destinations.FirstOrDefault(one => one.Name == name) is not { } old)
        {
            return null;
        }

        var changed = old with
        {
            Standing = standing,
            Pause = standing == DestinationStanding.Working ? null
            : new DestinationPause { By = "robin", Since = Now, Reason = "A test" }
        };
        Counts = Counts with
        {
            Destinations = [
            .. Counts.Destinations.Select(one => one.Name == name ? changed : one)]
        };
        return changed;
    }

    /// <summary>Adds the groups of the outage.</summary>
    public ReceiverStory AfterAnOutage()
    {
        var failed = Deliveries.First(one => one.State == DeliveryState.DeadLetter).Key;
        Failures =
        [
            new FailureGroup { Id = "g1", Reason = "unavailable", Status = 503, Topic = CustomerEnd, Count = 1_912,
                First = Now.AddMinutes(-44), Last = Now.AddMinutes(-26),
                Trend = [0, 0, 0, 120, 610, 640, 542, 0, 0, 0, 0, 0], Sample = failed },
            new FailureGroup { Id = "g2", Reason = "refused", Status = 422, Topic = Topics[1], Destination = "crm",
                Count = 37, First = Now.AddHours(-3), Last = Now.AddMinutes(-2),
                Trend = [3, 2, 4, 1, 3, 3, 2, 4, 5, 3, 4, 3], Sample = failed },
            new FailureGroup { Id = "g3", Reason = "expired", Topic = Topics[2], Destination = "crm", Count = 1,
                First = Now.AddHours(-1), Last = Now.AddHours(-1), Trend = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                Sample = failed },
        ];
        return this;
    }

    private static int Number(string? text, int otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static bool Fits(IQueryCollection query, string name, string? value) =>
        query[name].ToString() is var asked && (asked.Length == 0 || asked == value);

    private static Attempt AnAttempt(
        DateTimeOffset at, int? status, string reason, double? waited, string? waitedFor) => new()
        {
            Kind = AttemptKind.Fetch,
            StartedAt = at,
            EndedAt = at.AddSeconds(status == 200 ? 0.18 : 12.4),
            TookSeconds = status == 200 ? 0.18 : 12.4,
            StatusCode = status,
            Reason = reason,
            WaitedSeconds = waited,
            WaitedFor = waitedFor,
            TraceId = ATrace,
            RequestCount = status == 200 ? 1 : 3,
            Requests = status == 200 ? []
            : [.. Enumerable.Range(0, 3)
            .Select(index => new AttemptRequest { StartedAt = at.AddSeconds(index * 4), TookSeconds = 0.2,
            StatusCode = status, Reason = reason, WaitedSeconds = index * 2 })],
        };

    private static Attempt AHandOver(DateTimeOffset at, int status, string reason, string destination) =>
        AnAttempt(at, status, reason, null, null) with
        {
            Kind = AttemptKind.HandOver,
            Destination = destination,
            RequestCount = 1,
            Requests = [],
        };

    private static Job AJob(long id, JobAction action, JobState state, long total, long done, DateTimeOffset at) =>
        new()
        {
            Id = id,
            Action = action,
            State = state,
            Total = total,
            Done = done,
            Failed = 0,
            RatePerSecond = 50,
            Reason = "Genesys Cloud is back",
            By = "robin",
            CreatedAt = at,
            EndedAt = state == JobState.Completed ? at.AddSeconds(3) : null,
            AsOf = at,
        };

    private AnomalyGroup AGroup(string id, string type, string? path, string code, long count) => new()
    {
        Id = id,
        Type = type,
        Path = path,
        Code = code,
        Count = count,
        First = Now.AddHours(-9),
        Last = Now.AddMinutes(-3),
        ByTime = [.. Enumerable.Range(0, 12)
            .Select(index => new TimeCount(Now.AddMinutes(-10 * (index + 1)), (index * 5) % 13))],
    };

    private DeliverySummary ADelivery(int index)
    {
        var at = Now.AddSeconds(-index * 41);
        var state = (index % 9) switch
        {
            0 => DeliveryState.Open,
            4 or 5 => DeliveryState.DeadLetter,
            8 => DeliveryState.Discarded,
            _ => DeliveryState.Finished
        };
        return new DeliverySummary
        {
            Key = 2_000 - index,
            State = state,
            RequestId = $"0HN7-{index:0000}",
            TraceId = index == 4 ? ATrace : $"{index:x32}",
            ReceivedAt = at,
            Schema = "aws.partner/genesys.com",
            EventId = index == 4 ? AnEventId : $"0f4c7a52-9f7e-4b3c-8f55-{index:000000000000}",
            Topic = Topics[index % Topics.Length],
            Source = "aws.partner/genesys.com",
            Account = "123456789012",
            ConversationId = index % 4 == 0 ? AConversation : $"77777777-6f7a-4c1d-9d30-{index:000000000000}",
            EventTime = at.AddSeconds(-(index % 6 == 4 ? 190 : 2)),
            DueAt = state == DeliveryState.Open ? Now.AddSeconds(50) : null,
            EndedAt = state == DeliveryState.Open ? null : at.AddSeconds(5),
            AttemptCount = state == DeliveryState.DeadLetter ? 3 : 1,
            DiscardReason = state == DeliveryState.Discarded ? "Events of the load test" : null,
            LastAttempt = state == DeliveryState.DeadLetter
                ? AnAttempt(at.AddMinutes(9), 503, "unavailable", 300, "backoff")
                : AnAttempt(at.AddSeconds(1), 200, "completed", null, null),
            PayloadSize = state == DeliveryState.Discarded ? 0 : 812,
            Duplicates = index == 4 ? new Duplicates { Count = 3, First = at.AddSeconds(5), Last = at.AddSeconds(35) }
                : null,
            FailedDestinations = index == 7 ? ["crm"] : [],
            Republished = index == 6 ? new FirstDelivery { Key = 1_955, ReceivedAt = Now.AddHours(-3) } : null,
        };
    }

    private Counts SomeCounts() => new()
    {
        OpenDeliveries = 128,
        DeadLetters = 1_950,
        OpenAnomalies = 4,
        SetAsideAnomalies = 0,
        OldestDeliveryAgeSeconds = 312,
        OldestAnomalyAgeSeconds = 2,
        Bytes = 412_000_000,
        Index = new IndexState(Now, 0.4),
        GenesysCloud = new GenesysCloudState
        {
            Circuit = CircuitState.Closed,
            RateLimit = new RateLimit(214, 300, Now.AddSeconds(22))
        },
        Destinations =
        [
            new Destination
            {
                Name = "crm", Standing = DestinationStanding.Paused, Type = "Webhook",
                Topics = ["v2.detail.events.conversation.{id}.*"], Payload = "Both", Format = "CloudEvents",
                Ordering = "Conversation",
                Waiting = 2_310, OldestAt = Now.AddMinutes(-41), DeadLetters = 38, DeliveredPerSecond = 0,
                Problem = "unavailable",
                Pause = new DestinationPause { Since = Now.AddMinutes(-36), Reason = "It fails for 5 min." },
                LastFailure = new DestinationFailure { At = Now.AddSeconds(-31), StatusCode = 503,
                    Reason = "unavailable" },
            },
            new Destination { Name = "lake", Standing = DestinationStanding.Working, Type = "Sqs", Payload = "Event",
                Format = "Raw", Ordering = "None", Waiting = 0, DeadLetters = 0, DeliveredPerSecond = 4.2 },
        ],
    };
}
