using Amazon.CloudWatchLogs.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.CloudWatchLogs;

/// <summary>Configuration of a CloudWatch Logs client.</summary>
public partial class AmazonCloudWatchLogsConfig : ClientConfig
{
    // The service id names the variable AWS_ENDPOINT_URL_CLOUDWATCH_LOGS and the key in a profile's services section.
    private const string Id = "CloudWatch Logs";

    private static readonly string UserAgentString = InternalSDKUtils.BuildUserAgentString(Id, "4.0.0");

    public AmazonCloudWatchLogsConfig()
        : base(new DefaultConfigurationProvider(AmazonCloudWatchLogsDefaultConfiguration.GetAllConfigurations()))
    {
        base.ServiceId = Id;
        AuthenticationServiceName = "logs";
        EndpointProvider = new AmazonCloudWatchLogsEndpointProvider();
        IdentityResolverConfiguration = DefaultIdentityResolverConfiguration.Instance;
    }

    /// <summary>The service's id, <c>CloudWatch Logs</c>.</summary>
    public static new string ServiceId => Id;

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "logs";

    /// <inheritdoc/>
    public override string ServiceVersion => "2014-03-28";

    /// <inheritdoc/>
    public override string UserAgent => UserAgentString;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        var request = new RequestContext(enableMetric: false)
        {
            ClientConfig = this,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, Id) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return new AmazonCloudWatchLogsEndpointResolver().GetEndpoint(
            new Amazon.Runtime.Internal.ExecutionContext(request, null));
    }
}
