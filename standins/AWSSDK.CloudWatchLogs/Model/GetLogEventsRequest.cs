namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which events of a stream to read.</summary>
public partial class GetLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public GetLogEventsRequest()
    {
    }

    public GetLogEventsRequest(string logGroupName, string logStreamName)
    {
        LogGroupName = logGroupName;
        LogStreamName = logStreamName;
    }

    /// <summary>Exclusive end.</summary>
    public DateTime? EndTime { get; set; }

    /// <summary>1 to 10,000.</summary>
    public int? Limit { get; set; }

    /// <summary>Name or ARN of the log group; one of name and identifier is given.</summary>
    public string? LogGroupIdentifier { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>Forward or backward token, from the answer before.</summary>
    public string? NextToken { get; set; }

    /// <summary>Oldest first; newest first when not given.</summary>
    public bool? StartFromHead { get; set; }

    /// <summary>Inclusive start.</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>Shows masked data; asks for a permission of its own.</summary>
    public bool? Unmask { get; set; }
}
