namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event of one stream.</summary>
public partial class OutputLogEvent
{
    /// <summary>When the service took it.</summary>
    public DateTime? IngestionTime { get; set; }

    /// <summary>The message.</summary>
    public string? Message { get; set; }

    /// <summary>When it happened.</summary>
    public DateTime? Timestamp { get; set; }
}
