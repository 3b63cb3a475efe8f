using Amazon.CloudWatchLogs.Internal;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// Client of CloudWatch Logs on the AWS SDK's own pipeline: credentials, SigV4, retries and endpoints are the SDK's.
/// </summary>
public partial class AmazonCloudWatchLogsClient : AmazonServiceClient, IAmazonCloudWatchLogs
{
    private static readonly IServiceMetadata Metadata = new AmazonCloudWatchLogsMetadata();

    public AmazonCloudWatchLogsClient()
        : base(new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(RegionEndpoint region)
        : base(new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(config)
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials)
        : this(credentials, new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(
        string awsAccessKeyId, string awsSecretAccessKey, AmazonCloudWatchLogsConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(
        string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(
            awsAccessKeyId, awsSecretAccessKey, awsSessionToken,
            new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(
        string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken,
        AmazonCloudWatchLogsConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<CreateLogGroupResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateLogGroupResponse>(request, Operations.CreateLogGroup, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateLogStreamResponse> CreateLogStreamAsync(
        CreateLogStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateLogStreamResponse>(request, Operations.CreateLogStream, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeLogGroupsResponse>(request, Operations.DescribeLogGroups, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        CancellationToken cancellationToken = default) =>
        DescribeLogGroupsAsync(new DescribeLogGroupsRequest(), cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeLogStreamsResponse> DescribeLogStreamsAsync(
        DescribeLogStreamsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeLogStreamsResponse>(request, Operations.DescribeLogStreams, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<FilterLogEventsResponse>(request, Operations.FilterLogEvents, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetLogEventsResponse> GetLogEventsAsync(
        GetLogEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetLogEventsResponse>(request, Operations.GetLogEvents, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutLogEventsResponse> PutLogEventsAsync(
        PutLogEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutLogEventsResponse>(request, Operations.PutLogEvents, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutRetentionPolicyResponse>(request, Operations.PutRetentionPolicy, cancellationToken);

    /// <inheritdoc/>
    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new AmazonCloudWatchLogsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AmazonCloudWatchLogsAuthSchemeHandler());
    }
}
