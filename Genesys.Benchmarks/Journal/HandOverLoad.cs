using System.Diagnostics;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// Deliveries that are handed over to one destination: recorded, then taken and ended while others are recorded; and
/// what a backlog takes of memory.
/// </summary>
internal static class HandOverLoad
{
    private const string Destination = "load";

    private static readonly AttemptEntry Attempt = new(
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, 200, "completed");

    public static async Task RunAsync(
        IHandOverJournal handOvers, IJournal journal, string run, IConfiguration settings, CommitMeter meter)
    {
        var duration = TimeSpan.FromSeconds(settings.GetValue("seconds", 5));
        var callers = settings.GetValue("callers", 64);
        var waiting = settings.GetValue("waiting", 0);
        ValueTask<RecordResult> RecordAsync(string id) =>
            journal.RecordAsync(Deliveries.ADelivery(id) with { HandOvers = [Destination] }, false, default);

        await JournalLoad.ReportAsync(
            "with a hand-over", meter, () => JournalLoad.LoadAsync(callers, duration, i => RecordAsync($"{run}-h{i}")));
        await FillAsync(RecordAsync, run, waiting);
        var made = 0;
        await JournalLoad.ReportAsync("beside hand-overs", meter, async () =>
        {
            using var stop = new CancellationTokenSource();
            var drains = Enumerable.Range(0, 4)
                .Select(_ => Task.Run(() => DrainAsync(handOvers, () => Interlocked.Increment(ref made), stop.Token)))
                .ToList();
            var recorded = await JournalLoad.LoadAsync(callers, duration, i => RecordAsync($"{run}-b{i}"));
            await stop.CancelAsync();
            await Task.WhenAll(drains);
            return recorded;
        });
        Console.WriteLine($"{"hand-overs beside",-20} {made / duration.TotalSeconds,9:n0} /s");
        made = 0;
        await JournalLoad.ReportAsync("hand-overs alone", meter, async () =>
        {
            using var stop = new CancellationTokenSource(duration);
            await Task.WhenAll(
                Enumerable.Range(0, 4)
                    .Select(
                        _ => Task.Run(() => DrainAsync(handOvers, () => Interlocked.Increment(ref made), stop.Token))));
            return made;
        });
        Console.WriteLine(string.Join(", ", await handOvers.DestinationStatesAsync(default)));
    }

    private static async Task FillAsync(Func<string, ValueTask<RecordResult>> record, string run, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var before = Memory();
        for (var next = 0; next < count; next += 2_000)
        {
            await Task.WhenAll(
                Enumerable.Range(next, Math.Min(2_000, count - next)).Select(i => record($"{run}-w{i}").AsTask()));
        }

        if (count > 0)
        {
            Console.WriteLine(
                $"{count} hand-overs wait, recorded in {Stopwatch.GetElapsedTime(started).TotalSeconds:f0} s: {before >> 20} MB of managed memory, then {Memory() >> 20}");
        }
    }

    // Each ends by itself, as a webhook's do; those who do it share commits.
    private static async Task DrainAsync(IHandOverJournal handOvers, Action made, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var leased = await handOvers.LeaseHandOversAsync(Destination, 16, false, default);
            await Task.WhenAll(leased.Select(async one =>
            {
                await handOvers.CompleteHandOversAsync([one], Attempt, default);
                made();
            }));
        }
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
