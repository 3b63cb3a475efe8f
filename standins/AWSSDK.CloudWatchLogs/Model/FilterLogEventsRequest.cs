namespace Amazon.CloudWatchLogs.Model;

/// <summary>Which events of a group to find.</summary>
public partial class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    /// <summary>Inclusive end in ms since 1970.</summary>
    public long? EndTime { get; set; }

    /// <summary>Pattern; every event when not given.</summary>
    public string? FilterPattern { get; set; }

    /// <summary>Ignored by the service.</summary>
    [Obsolete("The service has ignored or reported zero for this since 17 June 2019.")]
    public bool? Interleaved { get; set; }

    /// <summary>1 to 10,000.</summary>
    public int? Limit { get; set; }

    /// <summary>Name or ARN of the log group; one of name and identifier is given.</summary>
    public string? LogGroupIdentifier { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Beginning of the streams' names; not with LogStreamNames.</summary>
    public string? LogStreamNamePrefix { get; set; }

    /// <summary>At most 100 streams.</summary>
    public List<string>? LogStreamNames { get; set; }

    /// <summary>Token of the next page, from the answer before.</summary>
    public string? NextToken { get; set; }

    /// <summary>Inclusive start in ms since 1970.</summary>
    public long? StartTime { get; set; }

    /// <summary>Shows masked data; asks for a permission of its own.</summary>
    public bool? Unmask { get; set; }
}
