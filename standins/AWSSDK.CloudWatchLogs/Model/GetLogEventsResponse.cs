using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of events.</summary>
public partial class GetLogEventsResponse : AmazonWebServiceResponse
{
    /// <summary>The events, oldest first.</summary>
    public List<OutputLogEvent>? Events { get; set; }

    /// <summary>Token of the page before; the same token again at the beginning.</summary>
    public string? NextBackwardToken { get; set; }

    /// <summary>Token of the page after; the same token again at the end.</summary>
    public string? NextForwardToken { get; set; }
}
