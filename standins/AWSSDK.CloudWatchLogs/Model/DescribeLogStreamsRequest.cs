namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which log streams of a group to list.</summary>
public partial class DescribeLogStreamsRequest : AmazonCloudWatchLogsRequest
{
    public DescribeLogStreamsRequest()
    {
    }

    public DescribeLogStreamsRequest(string logGroupName)
    {
        LogGroupName = logGroupName;
    }

    /// <summary>Last first.</summary>
    public bool? Descending { get; set; }

    /// <summary>1 to 50.</summary>
    public int? Limit { get; set; }

    /// <summary>Name or ARN of the log group; one of name and identifier is given.</summary>
    public string? LogGroupIdentifier { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Beginning of the name; not with the order LastEventTime.</summary>
    public string? LogStreamNamePrefix { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }

    /// <summary>LogStreamName when not given.</summary>
    public OrderBy? OrderBy { get; set; }
}
