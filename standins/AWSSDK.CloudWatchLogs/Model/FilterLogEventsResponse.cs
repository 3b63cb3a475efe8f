using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of events that match.</summary>
public partial class FilterLogEventsResponse : AmazonWebServiceResponse
{
    /// <summary>The events, by time.</summary>
    public List<FilteredLogEvent>? Events { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }

    /// <summary>Always empty.</summary>
    public List<SearchedLogStream>? SearchedLogStreams { get; set; }
}
