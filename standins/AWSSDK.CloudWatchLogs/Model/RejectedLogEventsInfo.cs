namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which events of a batch were refused, by index.</summary>
public partial class RejectedLogEventsInfo
{
    /// <summary>Exclusive end of those older than the retention.</summary>
    public int? ExpiredLogEventEndIndex { get; set; }

    /// <summary>First that is too far in the future.</summary>
    public int? TooNewLogEventStartIndex { get; set; }

    /// <summary>Exclusive end of those older than 14 days.</summary>
    public int? TooOldLogEventEndIndex { get; set; }
}
