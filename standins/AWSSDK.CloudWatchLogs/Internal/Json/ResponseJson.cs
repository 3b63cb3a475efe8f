using System.Text.Json;
using Amazon.CloudWatchLogs.Model;

namespace Amazon.CloudWatchLogs.Internal.Json;

/// <summary>Answers read from AWS JSON 1.1; what isn't there stays null.</summary>
internal static class ResponseJson
{
    public static PutLogEventsResponse PutLogEventsResponse(JsonElement json) => new()
    {
        NextSequenceToken = json.Text("nextSequenceToken"),
        RejectedEntityInfo = json.Nested("rejectedEntityInfo", RejectedEntityInfo),
        RejectedLogEventsInfo = json.Nested("rejectedLogEventsInfo", RejectedLogEventsInfo),
    };

    public static DescribeLogGroupsResponse DescribeLogGroupsResponse(JsonElement json) => new()
    {
        LogGroups = json.List("logGroups", LogGroup),
        NextToken = json.Text("nextToken"),
    };

    public static DescribeLogStreamsResponse DescribeLogStreamsResponse(JsonElement json) => new()
    {
        LogStreams = json.List("logStreams", LogStream),
        NextToken = json.Text("nextToken"),
    };

    public static GetLogEventsResponse GetLogEventsResponse(JsonElement json) => new()
    {
        Events = json.List("events", OutputLogEvent),
        NextBackwardToken = json.Text("nextBackwardToken"),
        NextForwardToken = json.Text("nextForwardToken"),
    };

    public static FilterLogEventsResponse FilterLogEventsResponse(JsonElement json) => new()
    {
        Events = json.List("events", FilteredLogEvent),
        NextToken = json.Text("nextToken"),
        SearchedLogStreams = json.List("searchedLogStreams", SearchedLogStream),
    };

    public static OutputLogEvent OutputLogEvent(JsonElement json) => new()
    {
        IngestionTime = json.Time("ingestionTime"),
        Message = json.Text("message"),
        Timestamp = json.Time("timestamp"),
    };

    public static FilteredLogEvent FilteredLogEvent(JsonElement json) => new()
    {
        EventId = json.Text("eventId"),
        IngestionTime = json.Long("ingestionTime"),
        LogStreamName = json.Text("logStreamName"),
        Message = json.Text("message"),
        Timestamp = json.Long("timestamp"),
    };

    public static SearchedLogStream SearchedLogStream(JsonElement json) => new()
    {
        LogStreamName = json.Text("logStreamName"),
        SearchedCompletely = json.Flag("searchedCompletely"),
    };

    public static RejectedLogEventsInfo RejectedLogEventsInfo(JsonElement json) => new()
    {
        ExpiredLogEventEndIndex = json.Int("expiredLogEventEndIndex"),
        TooNewLogEventStartIndex = json.Int("tooNewLogEventStartIndex"),
        TooOldLogEventEndIndex = json.Int("tooOldLogEventEndIndex"),
    };

    public static RejectedEntityInfo RejectedEntityInfo(JsonElement json) => new()
    {
        ErrorType = json.Text("errorType") is { } errorType ? EntityRejectionErrorType.FindValue(errorType) : null,
    };

    public static LogGroup LogGroup(JsonElement json) => new()
    {
        Arn = json.Text("arn"),
        BearerTokenAuthenticationEnabled = json.Flag("bearerTokenAuthenticationEnabled"),
        CreationTime = json.Time("creationTime"),
        DataProtectionStatus = json.Text("dataProtectionStatus") is { } status
            ? DataProtectionStatus.FindValue(status)
            : null,
        DeletionProtectionEnabled = json.Flag("deletionProtectionEnabled"),
        InheritedProperties = json.Texts("inheritedProperties"),
        KmsKeyId = json.Text("kmsKeyId"),
        LogGroupArn = json.Text("logGroupArn"),
        LogGroupClass = json.Text("logGroupClass") is { } logGroupClass ? LogGroupClass.FindValue(logGroupClass) : null,
        LogGroupName = json.Text("logGroupName"),
        MetricFilterCount = json.Int("metricFilterCount"),
        RetentionInDays = json.Int("retentionInDays"),
        StoredBytes = json.Long("storedBytes"),
    };

    public static LogStream LogStream(JsonElement json) => new()
    {
        Arn = json.Text("arn"),
        CreationTime = json.Time("creationTime"),
        FirstEventTimestamp = json.Time("firstEventTimestamp"),
        LastEventTimestamp = json.Time("lastEventTimestamp"),
        LastIngestionTime = json.Time("lastIngestionTime"),
        LogStreamName = json.Text("logStreamName"),
        UploadSequenceToken = json.Text("uploadSequenceToken"),
    };
}
