using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>
/// Collects what the endpoint depends on: region, dual stack, FIPS, and an address that was set by hand or by
/// environment.
/// </summary>
internal sealed class AmazonCloudWatchLogsEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var parameters = new EndpointParameters
        {
            ["Region"] = requestContext.Request.AlternateEndpoint?.SystemName
                ?? config.RegionEndpoint?.SystemName ?? RegionOf(config),
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["Endpoint"] = config.ServiceURL,
        };
        return parameters;
    }

    private static string? RegionOf(IClientConfig config) => config switch
    {
        { AuthenticationRegion: { Length: > 0 } region } => region,
        { ServiceURL: { Length: > 0 } address } =>
            RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(address)).SystemName,
        _ => null,
    };
}
