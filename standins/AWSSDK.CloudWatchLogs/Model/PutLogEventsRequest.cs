namespace Amazon.CloudWatchLogs.Model;

/// <summary>A batch of log events for one stream.</summary>
public partial class PutLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public PutLogEventsRequest()
    {
    }

    public PutLogEventsRequest(string logGroupName, string logStreamName, List<InputLogEvent> logEvents)
    {
        LogGroupName = logGroupName;
        LogStreamName = logStreamName;
        LogEvents = logEvents;
    }

    /// <summary>The entity that the events belong to.</summary>
    public Entity? Entity { get; set; }

    /// <summary>1 to 10,000 events in chronological order, at most 1,048,576 bytes with 26 for each.</summary>
    public List<InputLogEvent>? LogEvents { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>Ignored by the service.</summary>
    public string? SequenceToken { get; set; }
}
