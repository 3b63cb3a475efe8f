using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Console;

/// <summary>A short table of the resources: state, health, URLs.</summary>
internal static class ResourceTable
{
    private static readonly string[] Header = ["Resource", "State", "Health", "URLs"];

    public static string Render(IEnumerable<ResourceEvent> resources)
    {
        var rows = resources.Select(Row).Prepend(Header).ToList();
        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append("  ").AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.ToString();
    }

    private static string[] Row(ResourceEvent resourceEvent)
    {
        var snapshot = resourceEvent.Snapshot;
        var state = snapshot.State?.Text ?? "";
        return
        [
            resourceEvent.Resource.GetReplicaCount() > 1 ? resourceEvent.ResourceId : resourceEvent.Resource.Name,
            snapshot.ExitCode is { } code && state == KnownResourceStates.Exited ? FormattableString.Invariant($"{state} ({code})") : state,
            snapshot.HealthStatus?.ToString() ?? "",
            string.Join("  ", snapshot.Urls.Where(url => !url.IsInternal && !url.IsInactive).Select(url => url.Url)),
        ];
    }
}
