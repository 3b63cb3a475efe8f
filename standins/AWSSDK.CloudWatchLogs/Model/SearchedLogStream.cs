namespace Amazon.CloudWatchLogs.Model;

/// <summary>A stream that was searched.</summary>
public partial class SearchedLogStream
{
    /// <summary>Name of the log stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>Whether all of it was searched.</summary>
    public bool? SearchedCompletely { get; set; }
}
