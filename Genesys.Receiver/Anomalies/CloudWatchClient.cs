using Amazon.CloudWatchLogs;
using Genesys.Receiver.Configuration.Platform;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Makes the AWS client when it is first needed: without a region its constructor throws, and that must not keep the
/// service from starting.
/// </summary>
internal sealed class CloudWatchClient(Func<IAmazonCloudWatchLogs> create) : IDisposable
{
    private IAmazonCloudWatchLogs? _client;

    /// <summary>The client as the AWS SDK's own settings describe it.</summary>
    public static CloudWatchClient FromEnvironment(CloudWatchOptions options) =>
        new(() => new AmazonCloudWatchLogsClient(
            AwsClients.Restrain(new AmazonCloudWatchLogsConfig(), options.CallTimeout)));

    /// <summary>The client. Tried anew each time until it can be made.</summary>
    /// <exception cref="Amazon.Runtime.AmazonClientException">Nothing says which region or endpoint.</exception>
    public IAmazonCloudWatchLogs Get() => _client ??= create();

    public void Dispose() => _client?.Dispose();
}
