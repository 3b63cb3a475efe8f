using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Genesys.MockGenesys;

namespace Genesys.Benchmarks.Soak;

/// <summary>
/// Real receivers against the mock's rate limit at more conversations than it allows, with outages: every event processed once, hardly a 429,
/// no herd. <c>soak --minutes 4 --receivers 1 --limit 300 --conversations 10 --events 8 --length 20 --stranger 0 --faults true --journal CONNECTION</c>.
/// </summary>
internal static class SoakRun
{
    public const string Name = "soak";

    private const int RequestsPerMinuteAfterTheLoad = 30_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = SoakSettings.Read(args);
        Console.WriteLine(settings);
        var folder = Directory.CreateTempSubdirectory("soak-");
        await using var genesys = await MockGenesysApp.StartAsync(new Dictionary<string, string?>
        {
            ["Mock:RequestsPerMinute"] = $"{settings.Limit}",
            ["Mock:TooManyRequestsShare"] = "0",
            ["Mock:UnavailableShare"] = "0",
        });
        var receivers = Enumerable.Range(1, settings.Receivers).Select(number => ReceiverProcess.Start(folder.FullName, number, genesys.Address, settings)).ToList();
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var mock = new HttpClient { BaseAddress = genesys.Address, Timeout = TimeSpan.FromSeconds(30) };
            await Task.WhenAll(receivers.Select(receiver => receiver.WaitUntilReadyAsync(client)));
            return await RunAsync(settings, receivers, client, mock) ? 0 : 1;
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> RunAsync(SoakSettings settings, List<ReceiverProcess> receivers, HttpClient client, HttpClient mock)
    {
        using var loadEnds = new CancellationTokenSource();
        var start = TimeProvider.System.GetUtcNow();
        var faults = new SoakFaults(settings);
        await faults.SetAsync(mock, start);
        var stranger = new Stranger(mock, settings.Stranger);
        var strangers = stranger.RunAsync(loadEnds.Token);
        var load = new SoakLoad(settings, client, [.. receivers.Select(receiver => receiver.Address)]);
        await load.RunAsync();
        var end = TimeProvider.System.GetUtcNow();
        await loadEnds.CancelAsync();
        await strangers;

        var traffic = await SoakTraffic.ReadAsync(mock, start, end);
        var atTheEnd = await ProcessedAsync(receivers);
        (await mock.PutAsJsonAsync("/mock/limit", new { requestsPerMinute = RequestsPerMinuteAfterTheLoad })).EnsureSuccessStatusCode();
        var drain = Stopwatch.StartNew();
        var processed = atTheEnd;
        while (processed.Count < load.Accepted.Count && drain.Elapsed < TimeSpan.FromMinutes(15))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            processed = await ProcessedAsync(receivers);
        }

        return new SoakReport(settings, faults.Windows, traffic, stranger, load, start, end).Write(atTheEnd, processed);
    }

    /// <summary>How many times each event was handed over.</summary>
    private static async Task<Dictionary<string, int>> ProcessedAsync(List<ReceiverProcess> receivers)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var receiver in receivers.Where(receiver => File.Exists(receiver.SinkFile)))
        {
            await using var file = new FileStream(receiver.SinkFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            while (await reader.ReadLineAsync() is { } line)
            {
                using var document = TryParse(line);
                foreach (var id in document?.RootElement.GetProperty("eventIds").EnumerateArray() ?? default)
                {
                    counts[id.GetString()!] = counts.GetValueOrDefault(id.GetString()!) + 1;
                }
            }
        }

        return counts;
    }

    // The last line may be under way.
    private static JsonDocument? TryParse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
