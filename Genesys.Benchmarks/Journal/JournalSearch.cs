using System.Diagnostics;
using System.Globalization;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// What asking the journal takes: a file of the release before is made with many finished deliveries and some dead
/// letters, opened, indexed, asked while idle and while 64 callers record; then records/s with the index on and off by
/// turns. <c>journal-search --finished 5000000 --seconds 10 --folder DIR</c>. With <c>--postgres TEXT</c> (a connection
/// string) that store is filled and asked instead. A store that an earlier run filled is asked as it is; with
/// <c>--make-only</c> it is made (SQLite: and indexed) and not asked.
/// </summary>
internal static class JournalSearch
{
    public const string Name = "journal-search";

    private const int Callers = 64;

    public static readonly Arguments Known = new(
        Name,
        ("finished", ArgumentKind.Number), ("seconds", ArgumentKind.Number), ("folder", ArgumentKind.Text),
        ("postgres", ArgumentKind.Text), ("make-only", ArgumentKind.Switch));

    public static async Task<int> RunAsync(string[] args)
    {
        if (Known.Read(args, Console.Error) is not { } settings)
        {
            return 2;
        }

        var finished = settings.GetValue("finished", 5_000_000);
        var makeOnly = settings.GetValue("make-only", false);
        Console.WriteLine($"load average {Load()}");
        if (settings["postgres"] is { } postgres)
        {
            await AskPostgresAsync(postgres, finished, makeOnly);
            return 0;
        }

        using var folder = new JournalFolder(settings, "journal-search-");
        await AskSqliteAsync(
            folder.Journal, finished, TimeSpan.FromSeconds(settings.GetValue("seconds", 10)), makeOnly);
        return 0;
    }

    private static async Task AskPostgresAsync(string postgres, int finished, bool makeOnly)
    {
        await using var app = JournalHost.Build("Postgres", postgres);
        await app.StartAsync();
        var store = app.Services.GetRequiredService<IJournalStore>();
        if (!await SearchData.IsInAsync(store.Search))
        {
            var started = Stopwatch.GetTimestamp();
            await SearchData.FillAsync((IJournal)store, finished);
            Console.WriteLine(
                $"recorded {finished:n0} finished deliveries and {SearchData.DeadLetters:n0} dead letters in {Stopwatch.GetElapsedTime(started).TotalSeconds:f0} s");
        }

        var waited = Stopwatch.GetTimestamp();
        await ((PostgresSearch)store.Search).CatchUpAsync();
        Console.WriteLine($"indexed {Stopwatch.GetElapsedTime(waited).TotalSeconds:f0} s later");
        if (!makeOnly)
        {
            await AskIdleAndLoadedAsync(store, finished);
        }

        await app.StopAsync();
    }

    private static async Task AskSqliteAsync(string path, int finished, TimeSpan seconds, bool makeOnly)
    {
        if (!File.Exists(path))
        {
            Time(
                $"made a file of schema 1 with {finished:n0} finished deliveries and {SearchData.DeadLetters:n0} dead letters",
                () => SearchData.Make(path, finished));
            Console.WriteLine($"  journal {Size(path, finished):f0} bytes each");
        }

        await using var app = JournalHost.Build("Sqlite", path);
        var started = Stopwatch.GetTimestamp();
        await app.StartAsync();
        Console.WriteLine($"opened and migrated in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
        var store = (SqliteJournal)app.Services.GetRequiredService<IJournalStore>();
        await ((SqliteSearch)store.Search).CatchUpAsync();
        Console.WriteLine(
            $"indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s; index {Size(IndexFile.PathOf(path), finished):f0} bytes each");

        await AskIdleAndLoadedAsync(store, finished);

        for (var turn = 0; turn < 3; turn++)
        {
            foreach (var isOn in new[] { true, false })
            {
                await ((SqliteSearch)store.Search).CatchUpAsync();
                store.Indexer.IsPaused = !isOn;
                using var stop = new CancellationTokenSource(seconds);
                var count = await RecordAsync(store, $"turn{turn}{isOn}", stop.Token);
                Console.WriteLine(
                    $"index {(isOn ? "on " : "off")}: {count / seconds.TotalSeconds,9:n0} records/s; lag {store.Search.Lag.TotalSeconds:f1} s");
                store.Indexer.IsPaused = false;
            }
        }

        started = Stopwatch.GetTimestamp();
        await ((SqliteSearch)store.Search).CatchUpAsync();
        Console.WriteLine(
            $"caught up with that in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s; load average {Load()}");
        await app.StopAsync();
    }

    private static async Task AskIdleAndLoadedAsync(IJournalStore store, int finished)
    {
        await SearchQuestions.AskAsync("idle", store.Search, finished);
        using var stop = new CancellationTokenSource();
        var recorded = RecordAsync((IJournal)store, "load", stop.Token);
        await SearchQuestions.AskAsync("while 64 callers record", store.Search, finished);
        await stop.CancelAsync();
        Console.WriteLine($"  {await recorded:n0} recorded meanwhile; lag {store.Search.Lag.TotalSeconds:f1} s");
    }

    private static async Task<int> RecordAsync(IJournal journal, string run, CancellationToken stop)
    {
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await journal.RecordAsync(
                    SearchData.ADelivery($"{run}-{Interlocked.Increment(ref count)}", 0) with
                    {
                        ReceivedAt = TimeProvider.System.GetUtcNow(),
                    },
                    false, default);
            }
        })));
        return count;
    }

    private static void Time(string what, Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        Console.WriteLine($"{what} in {Stopwatch.GetElapsedTime(started).TotalSeconds:f0} s");
    }

    private static double Size(string path, int finished) =>
        SqliteNames.Of(path).Where(File.Exists).Sum(name => new FileInfo(name).Length) / (double)finished;

    private static string Load() =>
        File.Exists("/proc/loadavg")
            ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : CultureInfo.InvariantCulture.Name;
}
