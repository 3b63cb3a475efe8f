using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Console;

/// <summary>Shows in the terminal what the resources write, each line behind its resource's name, and how the resources are.</summary>
internal sealed class ResourceConsole(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLogFollower follower, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);
    private static readonly string[] Colours = ["36", "35", "33", "32", "34", "96", "95", "93"];

    private readonly bool colours = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    private readonly Lock gate = new();
    private string shown = "";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(follower.FollowAsync(WriteLine, stoppingToken), ShowTableAsync(stoppingToken));

    private void WriteLine(IResource resource, LogLine line)
    {
        // The dashboard's own chatter is nobody's concern until it goes wrong.
        if (resource.HasAnnotationOfType<HiddenAnnotation>() && !line.IsErrorMessage)
        {
            return;
        }

        var width = model.Resources.Where(LogsAnything).Select(known => known.Name.Length).DefaultIfEmpty(0).Max();
        var text = LogText.Of(line);
        var prefix = resource.Name.PadRight(width);
        WriteLine(colours
            ? $"\u001b[{Colours[Math.Max(0, model.Resources.IndexOf(resource)) % Colours.Length]}m{prefix} |\u001b[0m {text}"
            : $"{prefix} | {LogText.WithoutColours(text)}");
    }

    private void WriteLine(string text)
    {
        try
        {
            lock (gate)
            {
                System.Console.Out.WriteLine(text);
            }
        }
        catch (IOException)
        {
            // The terminal is gone; the resources are not.
        }
    }

    private static bool LogsAnything(IResource resource) => !resource.HasAnnotationOfType<HiddenAnnotation>() && resource is (ProjectResource or ExecutableResource or ContainerResource);

    private async Task ShowTableAsync(CancellationToken cancellationToken)
    {
        var current = new Dictionary<string, ResourceEvent>(StringComparer.OrdinalIgnoreCase);
        var events = notifications.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                var quiet = current.Count > 0 && await Task.WhenAny(next, Task.Delay(Quiet, time, cancellationToken)).ConfigureAwait(false) != next;
                if (quiet && current.Values.All(IsSettled))
                {
                    Show(current.Values);
                }

                if (!await next.ConfigureAwait(false))
                {
                    return;
                }

                current[events.Current.ResourceId] = events.Current;
                next = events.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A resource on its way somewhere is not worth a table.</summary>
    private static bool IsSettled(ResourceEvent resourceEvent) => resourceEvent.Snapshot.State?.Text is not ("Starting" or "Stopping");

    private void Show(IEnumerable<ResourceEvent> resources)
    {
        var table = ResourceTable.Render(resources
            .Where(e => LogsAnything(e.Resource))
            .OrderBy(e => model.Resources.IndexOf(e.Resource)).ThenBy(e => e.ResourceId, StringComparer.Ordinal));
        if (table == shown)
        {
            return;
        }

        shown = table;
        WriteLine($"{Environment.NewLine}{table}");
    }
}
