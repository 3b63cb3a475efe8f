namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log group.</summary>
public partial class LogGroup
{
    /// <summary>ARN with ":*" behind it.</summary>
    public string? Arn { get; set; }

    /// <summary>Whether bearer tokens are taken.</summary>
    public bool? BearerTokenAuthenticationEnabled { get; set; }

    /// <summary>When it was created.</summary>
    public DateTime? CreationTime { get; set; }

    /// <summary>State of its data protection.</summary>
    public DataProtectionStatus? DataProtectionStatus { get; set; }

    /// <summary>Whether it refuses to be deleted.</summary>
    public bool? DeletionProtectionEnabled { get; set; }

    /// <summary>What it takes from the account.</summary>
    public List<string>? InheritedProperties { get; set; }

    /// <summary>ARN of the key that encrypts it.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>ARN without ":*" behind it.</summary>
    public string? LogGroupArn { get; set; }

    /// <summary>Its class.</summary>
    public LogGroupClass? LogGroupClass { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Number of metric filters.</summary>
    public int? MetricFilterCount { get; set; }

    /// <summary>Days that it keeps events; null: for ever.</summary>
    public int? RetentionInDays { get; set; }

    /// <summary>Bytes stored.</summary>
    public long? StoredBytes { get; set; }
}
