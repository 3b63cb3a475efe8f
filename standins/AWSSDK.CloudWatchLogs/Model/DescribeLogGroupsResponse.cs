using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of log groups.</summary>
public partial class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    /// <summary>The groups, by name.</summary>
    public List<LogGroup>? LogGroups { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }
}
