namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log stream.</summary>
public partial class LogStream
{
    /// <summary>Its ARN.</summary>
    public string? Arn { get; set; }

    /// <summary>When it was created.</summary>
    public DateTime? CreationTime { get; set; }

    /// <summary>Time of its first event.</summary>
    public DateTime? FirstEventTimestamp { get; set; }

    /// <summary>Time of its last event.</summary>
    public DateTime? LastEventTimestamp { get; set; }

    /// <summary>When the service last took an event.</summary>
    public DateTime? LastIngestionTime { get; set; }

    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>Always 0.</summary>
    [Obsolete("The service has ignored or reported zero for this since 17 June 2019.")]
    public long? StoredBytes { get; set; }

    /// <summary>Needed by nothing any more.</summary>
    public string? UploadSequenceToken { get; set; }
}
