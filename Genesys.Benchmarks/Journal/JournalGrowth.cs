using System.Diagnostics;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// What a journal that fills costs: rate, latency, memory and disk, from empty to so many finished and open deliveries.
/// <c>growth --finished 5000000 --open 1000000 --steps 5 --seconds 5 --folder DIR --postgres TEXT
/// --page docs/capacity.md</c>; without <c>--postgres</c> SQLite alone, without <c>--page</c> it is printed, and no
/// chart is drawn.
/// </summary>
internal static class JournalGrowth
{
    public const string Name = "growth";

    private const int Callers = 64;
    private const int Chunk = 2_000;
    private const int LeaseSize = 100;

    public static readonly Arguments Known = new(
        Name,
        ("finished", ArgumentKind.Number), ("open", ArgumentKind.Number), ("steps", ArgumentKind.Number),
        ("seconds", ArgumentKind.Number), ("postgres", ArgumentKind.Text), ("page", ArgumentKind.Text),
        ("folder", ArgumentKind.Text));

    public static async Task<int> RunAsync(string[] args)
    {
        if (Known.Read(args, Console.Error) is not { } settings)
        {
            return 2;
        }

        using var folder = new JournalFolder(settings, "journal-growth-");
        if (File.Exists(folder.Journal))
        {
            Console.Error.WriteLine($"{folder.Journal} is there already, and growth begins with an empty journal.");
            return 1;
        }

        var rows = await MeasureAsync("SQLite", JournalHost.Build("Sqlite", folder.Journal), settings);
        if (settings["postgres"] is { } postgres)
        {
            rows.AddRange(await MeasureAsync("PostgreSQL", JournalHost.Build("Postgres", postgres), settings));
        }

        var table = GrowthPage.Table(rows);
        Console.WriteLine(table);
        if (settings["page"] is { } page)
        {
            GrowthPage.Write(page, table, rows);
        }

        return 0;
    }

    private static async Task<List<GrowthRow>> MeasureAsync(string store, WebApplication host, IConfiguration settings)
    {
        var (finished, open) = (settings.GetValue("finished", 5_000_000), settings.GetValue("open", 1_000_000));
        var steps = settings.GetValue("steps", 5);
        var duration = TimeSpan.FromSeconds(settings.GetValue("seconds", 5));
        var rows = new List<GrowthRow>();
        await using var app = host;
        await app.StartAsync();
        var journal = app.Services.GetRequiredService<IJournal>();
        var run = $"{Guid.NewGuid():n}";
        await LoadAsync(journal, $"{run}-w", TimeSpan.FromSeconds(2));
        await DrainAsync(journal, int.MaxValue, TimeSpan.FromMinutes(1));
        for (var step = 0; step < steps; step++)
        {
            var part = (double)step / Math.Max(1, steps - 1);
            await FillAsync(
                journal, $"{run}-f{step}", (int)(finished * part) - (int)rows.LastOrDefault().Finished,
                processing: false);
            await FillAsync(
                journal, $"{run}-o{step}", (int)(open * part) - (int)rows.LastOrDefault().Open, processing: true);
            var bytes = (await journal.GetStateAsync(default)).Bytes;
            var (rate, p50, p99) = await LoadAsync(journal, $"{run}-l{step}", duration);

            // As many as were added, so that the next step begins with what it says.
            var drain = await DrainAsync(journal, (int)(rate * duration.TotalSeconds), duration * 20);
            var (done, waiting) = ((long)(finished * part), (long)(open * part));
            rows.Add(
                new GrowthRow(
                    store, done, waiting, rate, p50, p99, drain, Environment.WorkingSet,
                    bytes / Math.Max(1d, done + waiting)));
            Console.WriteLine(rows[^1]);
        }

        await app.StopAsync();
        return rows;
    }

    private static async Task FillAsync(IJournal journal, string run, int count, bool processing)
    {
        for (var next = 0; next < count; next += Chunk)
        {
            await Task.WhenAll(Enumerable.Range(next, Math.Min(Chunk, count - next))
                .Select(
                    i =>
                        journal.RecordAsync(
                            Deliveries.ADelivery($"{run}-{i}") with { NeedsProcessing = processing }, false, default)
                                .AsTask()));
        }
    }

    private static async Task<(double Rate, double P50, double P99)> LoadAsync(
        IJournal journal, string run, TimeSpan duration)
    {
        var times = new List<double>();
        var started = Stopwatch.GetTimestamp();
        var recorded = await JournalLoad.LoadAsync(Callers, duration, async i =>
        {
            var began = Stopwatch.GetTimestamp();
            var result = await journal.RecordAsync(Deliveries.ADelivery($"{run}-{i}"), false, default);
            lock (times)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return result;
        });
        var rate = recorded / Stopwatch.GetElapsedTime(started).TotalSeconds;
        times.Sort();
        return (rate, times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    /// <summary>Leases and finishes; returns how many a second.</summary>
    private static async Task<double> DrainAsync(IJournal journal, int most, TimeSpan longest)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        var attempt = new AttemptEntry(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, 200, "completed");
        while (count < most && Stopwatch.GetElapsedTime(started) < longest)
        {
            var leased = await journal.LeaseDeliveriesAsync(Math.Min(LeaseSize, most - count), default);
            if (leased.Count == 0)
            {
                break;
            }

            await journal.CompleteAsync(leased, attempt, TimeSpan.Zero, default);
            count += leased.Count;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
