using Amazon;
using Amazon.SQS;
using Genesys.Receiver.Configuration.Platform;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Destinations.Sqs;

/// <summary>What the address of a queue says.</summary>
internal static class SqsQueue
{
    private const string FifoSuffix = ".fifo";

    /// <summary>True for an address with an account's number and a queue's name, and nothing behind them.</summary>
    public static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        // An address is read without the white space around it, and a queue's name is sent with it.
        && LiteralText.CanMatch(text!)
        && uri.Scheme is "http" or "https"
        && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
        && uri.AbsolutePath.Trim('/').Split('/') is [.., { Length: > 0 }, { Length: > 0 }];

    /// <summary>A FIFO queue's name ends in <c>.fifo</c>.</summary>
    public static bool IsFifo(string queueUrl) => queueUrl.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <summary>
    /// A client as the AWS SDK's own settings describe it; the region is the address's where no setting says one.
    /// </summary>
    /// <exception cref="Amazon.Runtime.AmazonClientException">Nothing says which region or endpoint.</exception>
    public static AmazonSQSClient CreateClient(string queueUrl, TimeSpan timeout)
    {
        var config = AwsClients.Restrain(new AmazonSQSConfig(), timeout);
        if (RegionOf(queueUrl) is { } region && !IsSet("AWS_REGION") && !IsSet("AWS_ENDPOINT_URL_SQS")
            && !IsSet("AWS_ENDPOINT_URL"))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonSQSClient(config);
    }

    private static string? RegionOf(string queueUrl) =>
        new Uri(queueUrl, UriKind.Absolute).Host.Split('.') is ["sqs", var region, "amazonaws", ..] ? region : null;

    private static bool IsSet(string variable) =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
