using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Genesys.Drills.Stack;

/// <summary>What is in CloudWatch.</summary>
internal static class LogEvents
{
    private const int PageSize = 10_000;

    /// <summary>Request ids of the log events, and how often each is there.</summary>
    public static async Task<Dictionary<string, int>> ReadAsync(Part cloudWatch, CancellationToken cancellationToken)
    {
        using var logs = new AmazonCloudWatchLogsClient(
            new BasicAWSCredentials("drills", "drills"),
            new AmazonCloudWatchLogsConfig
            {
                ServiceURL = cloudWatch.Address.AbsoluteUri,
                AuthenticationRegion = Receivers.Region
            });
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var request = new FilterLogEventsRequest { LogGroupName = "genesys-eventbridge-validation", Limit = PageSize };
        do
        {
            var page = await logs.FilterLogEventsAsync(request, cancellationToken);
            foreach (var one in page.Events ?? [])
            {
                using var document = JsonDocument.Parse(one.Message!);
                var id = document.RootElement.GetProperty("requestId").GetString()!;
                found[id] = found.GetValueOrDefault(id) + 1;
            }

            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);
        return found;
    }
}
