using System.Diagnostics;
using System.Net.Http.Json;
using Genesys.Drills.Stack;
using Genesys.MockGenesys;

namespace Genesys.Drills.Soak;

/// <summary>Receivers as processes of their own, the mock of Genesys Cloud in this one, and a verdict.</summary>
internal sealed class SoakDrill(SoakSettings settings)
{
    private const int RequestsPerMinuteAfterTheLoad = 30_000;

    private static readonly Uri NoCloudWatch = new("http://127.0.0.1:9");
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(15);

    /// <summary>True when every event was processed once and the limit was kept.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(settings);
        var folder = Directory.CreateTempSubdirectory("soak-");
        var genesysSettings = new Dictionary<string, string?>
        {
            ["Mock:RequestsPerMinute"] = $"{settings.Limit}",
            ["Mock:TooManyRequestsShare"] = "0",
            ["Mock:UnavailableShare"] = "0",
        };
        await using var genesys = await MockGenesysApp.StartAsync(
            genesysSettings, cancellationToken: cancellationToken);
        var receivers = Enumerable.Range(1, settings.Receivers).Select(number => new Part(
            "Genesys.Receiver",
            Path.Combine(folder.FullName, $"receiver-{number}.log"),
            new(Receivers.Environment(folder.FullName, number, settings.Postgres, genesys.Address, NoCloudWatch))
            {
                ["ConnectionStrings__journal"] = settings.Postgres
                    ?? Path.Combine(folder.FullName, $"journal-{number}.db"),
            })).ToList();
        try
        {
            using var mock = new HttpClient { BaseAddress = genesys.Address, Timeout = TimeSpan.FromSeconds(30) };
            receivers.ForEach(receiver => receiver.Start());
            await Task.WhenAll(receivers.Select(receiver => receiver.ReadyAsync(cancellationToken)));
            return await RunAsync(receivers, mock, folder, cancellationToken);
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(
        List<Part> receivers, HttpClient mock, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        using var loadEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = TimeProvider.System.GetUtcNow();
        var faults = new SoakFaults(settings);
        await faults.SetAsync(mock, start);
        var otherClient = new OtherClient(mock, settings.OtherClient);
        var others = otherClient.RunAsync(loadEnds.Token);
        var load = new SoakLoad(settings, receivers);
        await load.RunAsync(cancellationToken);
        var end = TimeProvider.System.GetUtcNow();
        await loadEnds.CancelAsync();
        await others;

        var traffic = await SoakTraffic.ReadAsync(mock, start, end);
        var atTheEnd = Processed(folder);
        (await mock.PutAsJsonAsync(
            "/mock/limit", new { requestsPerMinute = RequestsPerMinuteAfterTheLoad },
            cancellationToken)).EnsureSuccessStatusCode();
        var drain = Stopwatch.StartNew();
        var processed = atTheEnd;
        while (processed.Count < load.Accepted.Count && drain.Elapsed < LongestDrain)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            processed = Processed(folder);
        }

        return new SoakReport(settings, faults.Windows, traffic, otherClient, load, start, end).Write(
            atTheEnd, processed);
    }

    /// <summary>How many times each event was handed over.</summary>
    private static Dictionary<string, int> Processed(DirectoryInfo folder) =>
        HandedOver.Read(folder);
}
