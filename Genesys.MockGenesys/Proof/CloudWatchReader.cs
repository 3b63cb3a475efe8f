using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Proof;

/// <summary>Reads the receiver's log group with FilterLogEvents.</summary>
internal sealed class CloudWatchReader(IConfiguration configuration, IOptions<ProofOptions> options)
{
    // 10,000 log events a page.
    private const int MostPages = 1_000;

    private string? Endpoint => configuration["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] ?? configuration["AWS_ENDPOINT_URL"];

    /// <summary>Reads what was logged since a moment.</summary>
    public async Task<ShippedAnomalies> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (Endpoint is null && configuration["AWS_REGION"] is null)
        {
            return new ShippedAnomalies(
                "not made: set AWS_ENDPOINT_URL_CLOUDWATCH_LOGS or AWS_REGION to where the receiver ships its "
                + "anomalies");
        }

        var shipped = new ShippedAnomalies();
        try
        {
            using var client = Connect();
            await ReadAsync(client, since, shipped, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The receiver makes its log group with its first anomaly.
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException
            or HttpRequestException)
        {
            return new ShippedAnomalies("not made: CloudWatch Logs can't be read");
        }

        return shipped;
    }

    private async Task ReadAsync(
        AmazonCloudWatchLogsClient client, DateTimeOffset since, ShippedAnomalies shipped,
        CancellationToken cancellationToken)
    {
        var request = new FilterLogEventsRequest
        {
            LogGroupName = options.Value.LogGroup,
            StartTime = since.ToUnixTimeMilliseconds(),
            Limit = 10_000,
        };
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.FilterLogEventsAsync(request, cancellationToken);
            foreach (var logged in answer.Events ?? [])
            {
                shipped.Add(logged.Message ?? "");
            }

            if (string.IsNullOrEmpty(answer.NextToken))
            {
                return;
            }

            request.NextToken = answer.NextToken;
        }
    }

    private AmazonCloudWatchLogsClient Connect()
    {
        var config = new AmazonCloudWatchLogsConfig { MaxErrorRetry = 1, Timeout = TimeSpan.FromSeconds(10) };
        if (Endpoint is not { } endpoint)
        {
            return new AmazonCloudWatchLogsClient(config);
        }

        config.ServiceURL = endpoint;
        config.AuthenticationRegion = configuration["AWS_REGION"] ?? "us-east-1";
        // A local endpoint checks no signature; the request has to carry one all the same.
        return configuration["AWS_ACCESS_KEY_ID"] is { Length: > 0 }
            ? new AmazonCloudWatchLogsClient(config)
            : new AmazonCloudWatchLogsClient(new BasicAWSCredentials("local", "local"), config);
    }
}
