using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of log streams.</summary>
public partial class DescribeLogStreamsResponse : AmazonWebServiceResponse
{
    /// <summary>The streams, in the order asked for.</summary>
    public List<LogStream>? LogStreams { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }
}
