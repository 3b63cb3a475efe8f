using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>
/// The SDKs' default configuration modes,
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html.
/// </summary>
internal static class AmazonCloudWatchLogsDefaultConfiguration
{
    public static ReadOnlyCollection<IDefaultConfiguration> GetAllConfigurations() => new(
    [
        Mode(DefaultConfigurationMode.Standard, 3100),
        Mode(DefaultConfigurationMode.InRegion, 1100),
        Mode(DefaultConfigurationMode.CrossRegion, 3100),
        Mode(DefaultConfigurationMode.Mobile, 30000),
        Mode(DefaultConfigurationMode.Auto, 1100),
    ]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connectMilliseconds)
    {
        var connect = TimeSpan.FromMilliseconds(connectMilliseconds);
        return new DefaultConfiguration
        {
            Name = name,
            RetryMode = RequestRetryMode.Standard,
            S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
            ConnectTimeout = connect,
            TlsNegotiationTimeout = connect,
        };
    }
}
