using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// CloudWatch Logs. Errors are <see cref="AmazonCloudWatchLogsException"/> and its subclasses in
/// <c>Amazon.CloudWatchLogs.Model</c>.
/// </summary>
public partial interface IAmazonCloudWatchLogs : IAmazonService, IDisposable
{
    /// <summary>Creates a log group.</summary>
    Task<CreateLogGroupResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Creates a log stream in a group.</summary>
    Task<CreateLogStreamResponse> CreateLogStreamAsync(
        CreateLogStreamRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists log groups.</summary>
    Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        DescribeLogGroupsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the first log groups.</summary>
    Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the streams of a group.</summary>
    Task<DescribeLogStreamsResponse> DescribeLogStreamsAsync(
        DescribeLogStreamsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Finds events of a group by pattern and time.</summary>
    Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of one stream.</summary>
    Task<GetLogEventsResponse> GetLogEventsAsync(
        GetLogEventsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sends a batch of log events to a stream.</summary>
    Task<PutLogEventsResponse> PutLogEventsAsync(
        PutLogEventsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets how long a group keeps its events.</summary>
    Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>The endpoint that a request would be sent to.</summary>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchLogsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials, ClientConfig clientConfig)
    {
        var config = clientConfig as AmazonCloudWatchLogsConfig
            ?? throw new AmazonClientException("The configuration is not one of CloudWatch Logs.");
        return awsCredentials is null
            ? new AmazonCloudWatchLogsClient(config)
            : new AmazonCloudWatchLogsClient(awsCredentials, config);
    }
}
