using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>Queries for CloudWatch Logs Insights, to be copied.</summary>
internal static class LogsInsights
{
    /// <summary>What finds the anomalies of a group in the receiver's log group.</summary>
    public static string QueryFor(AnomalyGroup group)
    {
        var lines = new List<string>
        {
            "fields @timestamp, requestId, eventId, statusCode, errorDetails, maskedPayload",
            $"| filter anomalyType = {Quote(group.Type)}",
        };
        if (group.Path is { Length: > 0 } path)
        {
            // The members of the group differ in an array's index, which stands as * in its path.
            lines.AddRange(path.Split('*')
                .Where(part => part.Length > 1)
                .Select(part => $"| filter errorPaths like {Quote(part)}"));
        }

        return string.Join('\n', [.. lines, "| sort @timestamp desc", "| limit 100"]);
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
