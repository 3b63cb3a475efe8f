using System.Net.Http.Json;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Kill;

/// <summary>The receivers and the two far sides, which fail at random.</summary>
internal sealed class KillStack : IDisposable
{
    private const string NameOfOutage = "outage";

    public KillStack(KillSettings settings, string folder)
    {
        CloudWatch = new Part("Genesys.MockCloudWatch", Path.Combine(folder, "cloudwatch.log"), []);
        Genesys = new Part("Genesys.MockGenesys", Path.Combine(folder, "genesys.log"), new(Stack.Receivers.Genesys())
        {
            ["Mock__UnavailableShare"] = "0.1",
            ["Mock__SlowShare"] = "0.02",
            ["Mock__SlowFrom"] = "00:00:00.1",
            ["Mock__SlowTo"] = "00:00:00.5",
        });
        Receivers = [.. Enumerable.Range(0, settings.Receivers).Select(number => new Part(
            "Genesys.Receiver", Path.Combine(folder, $"receiver-{number}.log"), Receiver(settings, folder, number)))];
    }

    public Part CloudWatch { get; }

    public Part Genesys { get; }

    public IReadOnlyList<Part> Receivers { get; }

    /// <summary>Starts everything.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Part[] all = [CloudWatch, Genesys, .. Receivers];
        Array.ForEach(all, part => part.Start());
        await Task.WhenAll(all.Select(part => part.ReadyAsync(cancellationToken)));
    }

    /// <summary>
    /// The faults of the whole run: a share of the calls fails in each of the ways that the far sides have.
    /// </summary>
    public async Task BeginFaultsAsync(CancellationToken cancellationToken)
    {
        await PostAsync(
            CloudWatch, "/_faults", new { kind = "Throttling", operation = "PutLogEvents", rate = 0.1 },
            cancellationToken);
        await PostAsync(CloudWatch, "/_faults", new { kind = "ServiceUnavailable", rate = 0.1 }, cancellationToken);
        await PostAsync(CloudWatch, "/_faults", new { kind = "Reset", rate = 0.05 }, cancellationToken);
        await PostAsync(
            CloudWatch, "/_faults", new { kind = "ForeignAnswer", operation = "PutLogEvents", rate = 0.02 },
            cancellationToken);
        await PostAsync(
            CloudWatch, "/_faults", new { kind = "PartialRejection", rate = 0.02, tooOldEnd = 3 }, cancellationToken);
        await PostAsync(
            CloudWatch, "/_faults", new { kind = "Latency", rate = 0.1, delay = "00:00:00.3" }, cancellationToken);
        await PostAsync(Genesys, "/mock/faults", new { kind = "reset", share = 0.02 }, cancellationToken);
        await PostAsync(Genesys, "/mock/faults", new { kind = "truncatedBody", share = 0.02 }, cancellationToken);
        await PostAsync(Genesys, "/mock/faults", new { kind = "revokeTokens", share = 0.001 }, cancellationToken);
    }

    /// <summary>One of the far sides is away for a while.</summary>
    public async Task BeginOutageAsync(Part part, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (part == Genesys)
        {
            await PostAsync(
                part, "/mock/faults", new { id = NameOfOutage, kind = "outage", scope = "everything", duration },
                cancellationToken);
            return;
        }

        using var answer = await part.Client.PostAsJsonAsync(
            new Uri("/_faults", UriKind.Relative), new { kind = "ServiceUnavailable", rate = 1 }, cancellationToken);
        var location = answer.Headers.Location!;
        await Task.Delay(duration, TimeProvider.System, cancellationToken);
        using var _ = await part.Client.DeleteAsync(location, cancellationToken);
    }

    public async Task EndFaultsAsync(CancellationToken cancellationToken)
    {
        using var _ = await CloudWatch.Client.DeleteAsync(new Uri("/_faults", UriKind.Relative), cancellationToken);
        using var __ = await Genesys.Client.DeleteAsync(new Uri("/mock/faults", UriKind.Relative), cancellationToken);
    }

    public void Dispose()
    {
        foreach (var receiver in Receivers)
        {
            receiver.Dispose();
        }

        CloudWatch.Dispose();
        Genesys.Dispose();
    }

    private Dictionary<string, string> Receiver(KillSettings settings, string folder, int number) =>
        new(Stack.Receivers.Environment(folder, number, settings.Postgres, Genesys.Address, CloudWatch.Address))
        {
            ["Journal__LeaseDuration"] = "00:00:10",
            ["Processing__BaseDelay"] = "00:00:00.05",
            ["Processing__MaxJitter"] = "00:00:00.05",
            ["CloudWatch__CallTimeout"] = "00:00:03",
            ["CloudWatch__MaxDelay"] = "00:00:02",
        };

    private static async Task PostAsync(Part part, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await part.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
