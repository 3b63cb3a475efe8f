namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event on its way in.</summary>
public partial class InputLogEvent
{
    /// <summary>The message; not empty.</summary>
    public string? Message { get; set; }

    /// <summary>When it happened.</summary>
    public DateTime? Timestamp { get; set; }
}
