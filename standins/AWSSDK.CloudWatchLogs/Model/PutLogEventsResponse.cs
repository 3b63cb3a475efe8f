using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>What became of a batch.</summary>
public partial class PutLogEventsResponse : AmazonWebServiceResponse
{
    /// <summary>Needed by nothing any more.</summary>
    public string? NextSequenceToken { get; set; }

    /// <summary>Why the entity was refused; the events may be accepted all the same.</summary>
    public RejectedEntityInfo? RejectedEntityInfo { get; set; }

    /// <summary>Which events were refused; null when none was.</summary>
    public RejectedLogEventsInfo? RejectedLogEventsInfo { get; set; }
}
