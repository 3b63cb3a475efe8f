namespace Amazon.CloudWatchLogs.Model;

/// <summary>Names the log group to create.</summary>
public partial class CreateLogGroupRequest : AmazonCloudWatchLogsRequest
{
    public CreateLogGroupRequest()
    {
    }

    public CreateLogGroupRequest(string logGroupName)
    {
        LogGroupName = logGroupName;
    }

    /// <summary>Refuses the deletion of the group.</summary>
    public bool? DeletionProtectionEnabled { get; set; }

    /// <summary>ARN of the key that encrypts it.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Class of the group; STANDARD when not given.</summary>
    public LogGroupClass? LogGroupClass { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>At most 50 tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}
