using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Internal;

internal sealed class AmazonCloudWatchLogsMetadata : IServiceMetadata
{
    public string ServiceId => AmazonCloudWatchLogsConfig.ServiceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(
        0, StringComparer.Ordinal);
}
