using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>The service's address for a region, as AWS's endpoint rules for CloudWatch Logs say.</summary>
internal sealed class AmazonCloudWatchLogsEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var fips = parameters["UseFIPS"] is true;
        var dualStack = parameters["UseDualStack"] is true;
        if (parameters["Endpoint"] is string { Length: > 0 } address)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS and dual stack are not supported with an endpoint of your own.")
                : new Endpoint(address);
        }

        if (parameters["Region"] is not string { Length: > 0 } region || Fn.Partition(region) is not { } partition)
        {
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        }

        if ((fips && !Supports(partition, "supportsFIPS")) || (dualStack && !Supports(partition, "supportsDualStack")))
        {
            throw new AmazonClientException("FIPS or dual stack is enabled, but this partition does not support it.");
        }

        // The GovCloud endpoints are FIPS endpoints under their ordinary name.
        var host = fips && (dualStack || !region.StartsWith("us-gov-", StringComparison.Ordinal)) ? "logs-fips" : "logs";
        return new Endpoint($"https://{host}.{region}.{Fn.GetAttr(partition, dualStack ? "dualStackDnsSuffix" : "dnsSuffix")}");
    }

    private static bool Supports(object partition, string what) => Fn.GetAttr(partition, what) is true;
}
