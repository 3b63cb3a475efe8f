namespace Amazon.CloudWatchLogs.Model;

/// <summary>Sets how long a group keeps its events.</summary>
public partial class PutRetentionPolicyRequest : AmazonCloudWatchLogsRequest
{
    public PutRetentionPolicyRequest()
    {
    }

    public PutRetentionPolicyRequest(string logGroupName, int? retentionInDays)
    {
        LogGroupName = logGroupName;
        RetentionInDays = retentionInDays;
    }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Days; one of the values that the service lists.</summary>
    public int? RetentionInDays { get; set; }
}
