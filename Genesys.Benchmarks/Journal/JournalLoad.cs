using System.Diagnostics;
using System.Globalization;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// Durable records by 64 callers: a rate that BenchmarkDotNet's one-caller loop can't show. <c>journal --seconds 5
/// --callers 64 --finished 5000000 --waiting 1000000 --provider Sqlite --connection FILE
/// --republished Duplicate</c>.
/// </summary>
internal static class JournalLoad
{
    public const string Name = "journal";

    public static readonly Arguments Known = new(
        Name,
        ("seconds", ArgumentKind.Number), ("callers", ArgumentKind.Number), ("finished", ArgumentKind.Number),
        ("waiting", ArgumentKind.Number), ("provider", ArgumentKind.Text), ("connection", ArgumentKind.Text),
        ("republished", ArgumentKind.Text));

    public static async Task<int> RunAsync(string[] args)
    {
        if (Known.Read(args, Console.Error) is not { } settings)
        {
            return 2;
        }

        var seconds = settings.GetValue("seconds", 5);
        var callers = settings.GetValue("callers", 64);
        var finished = settings.GetValue("finished", 0);
        using var folder = new JournalFolder(settings, "journal-load-");
        await using var app = JournalHost.Build(
            settings["provider"] ?? "Sqlite", settings["connection"] ?? folder.Journal,
            settings["republished"] ?? "Show");
        await app.StartAsync();
        var journal = app.Services.GetRequiredService<IJournal>();
        using var meter = new CommitMeter(app.Services.GetRequiredService<ReceiverMetrics>().Meter);
        var run = Guid.NewGuid().ToString("n");

        await FillAsync(journal, run, finished);
        await ReportAsync(
            "warm-up", meter,
            () =>
                LoadAsync(
                    callers, TimeSpan.FromSeconds(1),
                    i => journal.RecordAsync(Deliveries.ADelivery($"{run}-w{i}"), false, default)));
        await ReportAsync(
            "deliveries", meter,
            () =>
                LoadAsync(
                    callers, TimeSpan.FromSeconds(seconds),
                    i => journal.RecordAsync(Deliveries.ADelivery($"{run}-{i}"), false, default)));
        await HandOverLoad.RunAsync(app.Services.GetRequiredService<IHandOverJournal>(), journal, run, settings, meter);
        await ReportAsync(
            "anomalies", meter,
            () =>
                LoadAsync(
                    callers, TimeSpan.FromSeconds(seconds),
                    i => journal.RecordAsync(AnAnomaly($"{run}-{i}"), default)));
        await ReportAsync("lease and complete", meter, () => DrainAsync(journal, TimeSpan.FromSeconds(seconds)));
        Console.WriteLine(await journal.GetStateAsync(default));
        await app.StopAsync();
        return 0;
    }

    private static async Task FillAsync(IJournal journal, string run, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var next = 0;
        while (next < count)
        {
            await Task.WhenAll(Enumerable.Range(next, Math.Min(2_000, count - next))
                .Select(i => journal.RecordAsync(Deliveries.ADelivery($"{run}-f{i}"), false, default).AsTask()));
            next += 2_000;
            var leased = await journal.LeaseDeliveriesAsync(2_000, default);
            await journal.CompleteAsync(
                leased, new AttemptEntry(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, 200, "completed"),
                TimeSpan.Zero, default);
        }

        if (count > 0)
        {
            Console.WriteLine(
                $"filled with {count} finished deliveries in {Stopwatch.GetElapsedTime(started).TotalSeconds:f0} s");
        }
    }

    public static async Task<int> LoadAsync(int callers, TimeSpan duration, Func<int, ValueTask<RecordResult>> record)
    {
        var next = 0;
        var recorded = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var result = await record(Interlocked.Increment(ref next));
                if (result.Status == RecordStatus.Recorded)
                {
                    Interlocked.Increment(ref recorded);
                }
            }
        })));
        return recorded;
    }

    private static async Task<int> DrainAsync(IJournal journal, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var leased = await journal.LeaseDeliveriesAsync(100, default);
            if (leased.Count == 0)
            {
                break;
            }

            await journal.CompleteAsync(
                leased, new AttemptEntry(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, 200, "completed"),
                TimeSpan.Zero, default);
            count += leased.Count;
        }

        return count;
    }

    public static async Task ReportAsync(string what, CommitMeter meter, Func<Task<int>> load)
    {
        meter.Take();
        var (written, processor, allocated) = (BytesWritten(), Environment.CpuUsage.TotalTime,
            GC.GetTotalAllocatedBytes());
        var started = Stopwatch.GetTimestamp();
        var count = await load();
        var elapsed = Stopwatch.GetElapsedTime(started);
        var (commits, p99) = meter.Take();
        Console.WriteLine(
            $"{what,-20} {count / elapsed.TotalSeconds,9:n0} /s  {(double)count / Math.Max(1, commits),6:f1} per commit  "
            + $"commit p99 {p99:f2} ms  {(BytesWritten() - written) / Math.Max(1, count),6:n0} bytes written each  "
            + $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / Math.Max(1, count):f1} us processor each  "
            + $"{(GC.GetTotalAllocatedBytes() - allocated) / Math.Max(1, count):n0} bytes allocated each");
    }

    // https://www.kernel.org/doc/html/latest/filesystems/proc.html: what this process caused to be sent to the disk.
    private static long BytesWritten() =>
        File.Exists("/proc/self/io")
            ? File.ReadLines("/proc/self/io").Where(line => line.StartsWith("write_bytes", StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(13), CultureInfo.InvariantCulture)).FirstOrDefault()
            : 0;

    private static AnomalyRecord AnAnomaly(string id) => new()
    {
        Kind = AnomalyKind.SchemaValidationFailure,
        RequestId = id,
        ReceivedAt = DateTimeOffset.UnixEpoch.AddYears(56),
        ErrorDetails = "data.conversation_id: required when event_type is genesys.cloud.conversation.analyzed",
        ErrorPaths = ["/data/conversation_id"],
        PayloadSize = 480,
        MaskedPayload =
            "{\"id\":\"***\",\"source\":\"***\",\"account\":\"***\",\"event_type\":\"genesys.cloud.conversation.analyzed\",\"data\":{\"id\":\"***\"}}",
        StatusCode = 400,
        Schema = "genesys.cloud/1",
    };
}
