using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Outage;

/// <summary>
/// <c>outage --seconds 600 --rate 500</c>: CloudWatch is away while malformed events come; says whether memory stays
/// flat, how fast the backlog goes when CloudWatch is back and the events still come, and whether each of them has its
/// log event in the end.
/// </summary>
internal static class OutageCommand
{
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var seconds = Options.Number("--seconds", "How long CloudWatch is away.", 600, 1, 86_400);
        var rate = Options.Number("--rate", "Malformed events a second.", 500, 1, 100_000);
        var postgres = Options.Postgres();
        var command = new Command(
            "outage",
            "CloudWatch away under load: memory, how fast the backlog goes, and whether each anomaly is logged.")
        {
            seconds, rate, postgres,
        };
        command.SetAction(async (parsed, _) =>
            await RunAsync(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate), parsed.GetValue(postgres))
                    ? 0 : 1);
        return command;
    }

    private static async Task<bool> RunAsync(TimeSpan away, int rate, string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("outage-");
        using var cloudWatch = new Part(
            "Genesys.MockCloudWatch", Path.Combine(folder.FullName, "cloudwatch.log"),
            new() { ["Logging__LogLevel__Default"] = "Warning" });
        using var receiver = new Part(
            "Genesys.Receiver",
            Path.Combine(folder.FullName, "receiver.log"),
            Receivers.Environment(folder.FullName, 0, postgres, new Uri("http://127.0.0.1:9"), cloudWatch.Address));
        cloudWatch.Start();
        await cloudWatch.ReadyAsync(default);
        receiver.Start();
        await receiver.ReadyAsync(default);
        Console.WriteLine(
            $"{rate} malformed events/s; CloudWatch is away for {away.TotalSeconds:n0} s; files in {folder.FullName}");

        using var stop = new CancellationTokenSource();
        var load = new AnomalyLoad(receiver, rate);
        var running = load.RunAsync(stop.Token);
        await Task.Delay(WarmUp, TimeProvider.System);
        await SetAwayAsync(cloudWatch, true);
        await WatchAsync(receiver, load, away);
        var (backlog, started, sentBefore) = (await OpenAsync(receiver), Stopwatch.GetTimestamp(), load.Rejected.Count);
        await SetAwayAsync(cloudWatch, false);
        while (await OpenAsync(receiver) > 3 * rate)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        var caughtUp = Stopwatch.GetElapsedTime(started);
        var shipped = backlog + load.Rejected.Count - sentBefore - await OpenAsync(receiver);
        Console.WriteLine(
            $"CloudWatch is back: {backlog:n0} anomalies waited, caught up after {caughtUp.TotalSeconds:f1} s with the load going on: "
            + $"{shipped / caughtUp.TotalSeconds:n0} anomalies/s, {shipped / caughtUp.TotalSeconds / rate:f1} times the rate");
        await stop.CancelAsync();
        await running;
        while (await OpenAsync(receiver) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        var logged = await LogEvents.ReadAsync(cloudWatch, default);
        var missing = load.Rejected.Keys.Count(id => !logged.ContainsKey(id));
        Console.WriteLine(
            $"{load.Rejected.Count:n0} answered 400, {load.Others:n0} others; {missing:n0} have no log event, "
            + $"{logged.Values.Count(times => times > 1):n0} have several");
        return missing == 0 && load.Others == 0;
    }

    private static async Task WatchAsync(Part receiver, AnomalyLoad load, TimeSpan away)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < away)
        {
            var rest = away - Stopwatch.GetElapsedTime(started);
            await Task.Delay(rest < Report ? rest : Report, TimeProvider.System);
            var waiting = await OpenAsync(receiver);
            Console.WriteLine(
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:f0} s  {load.Rejected.Count,9:n0} answered 400  {waiting,9:n0} wait  "
                + $"{receiver.ResidentBytes / 1048576,5:n0} MB resident");
        }
    }

    private static async Task<long> OpenAsync(Part receiver) =>
        (await new AdminClient(receiver).CountOpenAsync(default)).Anomalies;

    private static async Task SetAwayAsync(Part cloudWatch, bool isAway)
    {
        var address = new Uri("/_faults", UriKind.Relative);
        using var answer = isAway
            ? await cloudWatch.Client.PostAsJsonAsync(address, new { kind = "ServiceUnavailable" })
            : await cloudWatch.Client.DeleteAsync(address);
        answer.EnsureSuccessStatusCode();
    }
}
