namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event that matches a pattern.</summary>
public partial class FilteredLogEvent
{
    /// <summary>Id of the event.</summary>
    public string? EventId { get; set; }

    /// <summary>When the service took it, in ms since 1970.</summary>
    public long? IngestionTime { get; set; }

    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>The message.</summary>
    public string? Message { get; set; }

    /// <summary>When it happened, in ms since 1970.</summary>
    public long? Timestamp { get; set; }
}
