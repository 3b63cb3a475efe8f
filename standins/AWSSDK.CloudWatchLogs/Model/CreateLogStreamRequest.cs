namespace Amazon.CloudWatchLogs.Model;

/// <summary>Names the log stream to create.</summary>
public partial class CreateLogStreamRequest : AmazonCloudWatchLogsRequest
{
    public CreateLogStreamRequest()
    {
    }

    public CreateLogStreamRequest(string logGroupName, string logStreamName)
    {
        LogGroupName = logGroupName;
        LogStreamName = logStreamName;
    }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }
}
