using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.Otlp;

/// <summary>
/// How fast a fresh dashboard takes spans from several senders at once, and what it costs in memory, with persistence on and a page open:
/// <c>spans --dashboard FILE --protocol grpc|http --spans 100000 --batch 512 --senders 4 --runs 3 --browser /usr/bin/chromium</c>; with
/// <c>--seconds 120</c> it sends for that long and shows memory as time goes on. Linux only: memory is read from <c>/proc</c>.
/// </summary>
internal static partial class SpanLoad
{
    public const string Name = "spans";

    private const double Mebibyte = 1024 * 1024;
    private static readonly TimeSpan _report = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (settings["dashboard"] is not { } assembly)
        {
            await Console.Error.WriteLineAsync("--dashboard has to name Aspire.Dashboard.dll, built with -c Release");
            return 2;
        }

        var grpc = settings.GetValue("protocol", "grpc") == "grpc";
        var (spans, batch, senders) = (settings.GetValue("spans", 100_000), settings.GetValue("batch", 512), settings.GetValue("senders", 4));
        var soak = settings.GetValue("seconds", 0);
        for (var run = 1; run <= settings.GetValue("runs", 3); run++)
        {
            using var dashboard = await DashboardProcess.StartAsync(assembly, settings["browser"]);
            var (before, processor) = (dashboard.Memory, dashboard.ProcessorSeconds);
            using var stop = new CancellationTokenSource();
            var reporting = soak > 0 ? ReportAsync(dashboard, stop.Token) : Task.CompletedTask;
            var started = Stopwatch.GetTimestamp();
            var sent = await SendAsync(dashboard, grpc, senders, batch, soak > 0 ? long.MaxValue : spans, soak > 0 ? TimeSpan.FromSeconds(soak) : TimeSpan.MaxValue);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await stop.CancelAsync();
            await reporting;
            Console.WriteLine(
                $"{(grpc ? "gRPC" : "HTTP/protobuf")}: {sent} spans in {seconds:f2} s, {sent / seconds:f0}/s; processor {dashboard.ProcessorSeconds - processor:f2} s; "
                + $"memory {before / Mebibyte:f0} MiB before, {dashboard.PeakMemory / Mebibyte:f0} at most; kept {await KeptAsync(dashboard)}");
        }

        return 0;
    }

    private static async Task<long> SendAsync(DashboardProcess dashboard, bool grpc, int senders, int batch, long spans, TimeSpan duration)
    {
        var left = spans;
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(1, senders).Select(seed => Task.Run(async () =>
        {
            using var sender = new SpanSender(grpc ? dashboard.Grpc : dashboard.Http, grpc);
            var source = new SpanBatch(seed);
            var sent = 0L;
            while (Stopwatch.GetElapsedTime(started) < duration && Interlocked.Add(ref left, -batch) + batch is > 0 and var rest)
            {
                var count = (int)Math.Min(batch, rest);
                await sender.SendAsync(source.Next(count, TimeProvider.System.GetUtcNow()));
                sent += count;
            }

            return sent;
        })));
        return counts.Sum();
    }

    private static async Task ReportAsync(DashboardProcess dashboard, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_report);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Console.WriteLine($"  memory {dashboard.Memory / Mebibyte:f0} MiB, processor {dashboard.ProcessorSeconds:f0} s, kept {await KeptAsync(dashboard)}");
            }
        }
        catch (OperationCanceledException)
        {
            // All is sent.
        }
    }

    private static async Task<string> KeptAsync(DashboardProcess dashboard)
    {
        using var http = new HttpClient { BaseAddress = dashboard.Pages };
        return Total().Match(await http.GetStringAsync("/api/telemetry/spans?limit=1")).Groups[1].Value;
    }

    [GeneratedRegex("\"totalCount\":([0-9]+)")]
    private static partial Regex Total();
}
