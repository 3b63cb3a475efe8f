namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which log groups to list.</summary>
public partial class DescribeLogGroupsRequest : AmazonCloudWatchLogsRequest
{
    /// <summary>At most 20 accounts, with linked accounts.</summary>
    public List<string>? AccountIdentifiers { get; set; }

    /// <summary>Lists the groups of linked accounts too.</summary>
    public bool? IncludeLinkedAccounts { get; set; }

    /// <summary>1 to 50.</summary>
    public int? Limit { get; set; }

    /// <summary>Lists groups of this class only.</summary>
    public LogGroupClass? LogGroupClass { get; set; }

    /// <summary>At most 50 names or ARNs.</summary>
    public List<string>? LogGroupIdentifiers { get; set; }

    /// <summary>Part of the name, in any case.</summary>
    public string? LogGroupNamePattern { get; set; }

    /// <summary>Beginning of the name.</summary>
    public string? LogGroupNamePrefix { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }
}
