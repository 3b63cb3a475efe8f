using System.Diagnostics;
using System.Globalization;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Receiver.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// What asking the journal takes: a file of the release before is made with many finished deliveries and some dead
/// letters, opened, indexed, asked while idle and while 64 callers record; then records/s with the index on and off by
/// turns. <c>journal-search --finished 5000000 --seconds 10 --folder DIR</c>.
/// </summary>
internal static class JournalSearch
{
    public const string Name = "journal-search";

    private const int DeadLetters = 50_000;
    private const int Callers = 64;

    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddHours(-1);

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        var finished = settings.GetValue("finished", 5_000_000);
        var seconds = TimeSpan.FromSeconds(settings.GetValue("seconds", 10));
        var folder = settings["folder"] is { } given
            ? Directory.CreateDirectory(given) : Directory.CreateTempSubdirectory("journal-search-");
        var path = Path.Combine(folder.FullName, "journal.db");
        Console.WriteLine($"load average {Load()}");
        Time(
            $"made a file of schema 1 with {finished:n0} finished deliveries and {DeadLetters:n0} dead letters",
            () => Make(path, finished));
        Console.WriteLine($"  journal {Size(path, finished):f0} bytes each");

        await using var app = Build(path);
        var started = Stopwatch.GetTimestamp();
        await app.StartAsync();
        Console.WriteLine($"opened and migrated in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
        var store = (SqliteJournal)app.Services.GetRequiredService<IJournalStore>();
        await ((SqliteSearch)store.Search).CatchUpAsync();
        Console.WriteLine(
            $"indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s; index {Size(IndexFile.PathOf(path), finished):f0} bytes each");

        await AskAsync("idle", store.Search, finished);
        using (var stop = new CancellationTokenSource())
        {
            var recorded = RecordAsync(store, "load", stop.Token);
            await AskAsync("while 64 callers record", store.Search, finished);
            await stop.CancelAsync();
            Console.WriteLine($"  {await recorded:n0} recorded meanwhile; lag {store.Search.Lag.TotalSeconds:f1} s");
        }

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
        if (settings["folder"] is null)
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task AskAsync(string when, IJournalSearch search, int finished)
    {
        var random = new Random(1);
        Console.WriteLine($"{when}:");
        await AskForNeedlesAsync(search, finished);
        var groups = await search.FailureGroupsAsync(default);
        await MeasureAsync(
            "by event id", 1_000, () => Find(new DeliveryFilter { EventId = Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by conversation id", 1_000,
            () => Find(new DeliveryFilter { ConversationId = Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by request id", 1_000, () => Find(new DeliveryFilter { RequestId = "r" + Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by an id that isn't there", 1_000, () => Find(new DeliveryFilter { EventId = "x" + random.Next() }, 0));
        await MeasureAsync(
            "finished, by topic", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.Finished, Topic = Topic(random.Next(20)) }, 50));
        await MeasureAsync(
            "dead letters, by topic", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.DeadLetter, Topic = Topic(random.Next(20)) }, 50));
        await MeasureAsync(
            "dead letters, by reason", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.DeadLetter, Reason = "gone" }, 50));
        await MeasureAsync(
            "dead letters, by group", 300,
            () => Find(new DeliveryFilter { Group = groups[random.Next(groups.Count)].Id }, 50));
        await MeasureAsync(
            "finished, 2 attempts", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.Finished, MinAttempts = 2 }, 50));
        await MeasureAsync("finished, within a minute", 300, () =>
        {
            var from = Start.AddMilliseconds(random.Next(3_000_000));
            return Find(
                new DeliveryFilter { State = DeliveryState.Finished, From = from, To = from.AddMinutes(1) }, 50);
        });
        await MeasureAsync("failure groups", 50, async () =>
        {
            if ((await search.FailureGroupsAsync(default)).Sum(group => group.Count) < DeadLetters)
            {
                throw new InvalidOperationException("Dead letters are missing.");
            }
        });

        async Task Find(DeliveryFilter filter, int expected)
        {
            if ((await search.FindDeliveriesAsync(filter, 50, null, default)).Items.Count != expected)
            {
                throw new InvalidOperationException($"Not {expected} found: {filter}");
            }
        }
    }

    // Needles all over the haystack, each asked for by three ids: it is found, and nothing else.
    private static async Task AskForNeedlesAsync(IJournalSearch search, int finished)
    {
        const int Needles = 60;
        var (right, took) = (0, new List<double>());
        for (var i = 0; i < Needles; i++)
        {
            var id = Id((int)((long)finished * i / Needles));
            foreach (var filter in new[] {
                new DeliveryFilter { EventId = id }, new DeliveryFilter { RequestId = "r" + id },
                new DeliveryFilter { ConversationId = id } })
            {
                var started = Stopwatch.GetTimestamp();
                var found = (await search.FindDeliveriesAsync(filter, 50, null, default)).Items;
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                right += found is [var one] && one.Record.Delivery.EventId == id ? 1 : 0;
            }
        }

        took.Sort();
        Console.WriteLine(
            $"  {right} of {took.Count} questions for {Needles} needles answered right; p50 {took[took.Count / 2]:f2} ms, slowest {took[^1]:f2} ms");
        if (right < took.Count)
        {
            throw new InvalidOperationException("A needle wasn't found, or something else was.");
        }
    }

    private static async Task MeasureAsync(string what, int times, Func<Task> ask)
    {
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask();
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        took.Sort();
        Console.WriteLine(
            $"  {what,-28} p50 {took[times / 2],8:f2} ms   p99 {took[times * 99 / 100],8:f2} ms   of {times}");
    }

    private static async Task<int> RecordAsync(SqliteJournal journal, string run, CancellationToken stop)
    {
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await ((IJournal)journal).RecordAsync(
                    ADelivery(
                        $"{run}-{Interlocked.Increment(ref count)}",
                        0) with
                    { ReceivedAt = TimeProvider.System.GetUtcNow() }, false, default);
            }
        })));
        return count;
    }

    private static void Make(string path, int finished)
    {
        SqliteFile.Create(path);
        using var connection = SqliteFile.Connect(path);
        var handle = connection.Handle!;
        SqliteSchema.Run(
            handle,
            "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
        SqliteSchema.Migrate(handle, path, upTo: 1);
        using var insert = new SqliteStatement(
            handle, "INSERT INTO finished (id, at, rounds, record) VALUES (?1, ?2, ?3, ?4)");
        using var insertDead = new SqliteStatement(
            handle, "INSERT INTO dead_letters (id, at, round_count, rounds, record) VALUES (?1, ?2, 1, ?3, ?4)");
        using var insertKnown = new SqliteStatement(
            handle, "INSERT INTO known_events (id, at, event) VALUES (?1, ?2, ?3)");
        var writer = new RecordWriter();
        var once = AttemptHistory.Write(new AttemptEntry(Start, Start.AddSeconds(1), 1, 200, "completed"));
        var dead = AttemptHistory.Write(new AttemptEntry(Start, Start.AddSeconds(1), 6, 410, "gone"));
        for (var i = 0; i < finished + DeadLetters; i++)
        {
            if (i % 100_000 == 0)
            {
                SqliteSchema.Run(handle, i == 0 ? "BEGIN" : "COMMIT; BEGIN");
            }

            var record = ADelivery(
                i < finished ? Id(i) : $"dead{i}",
                i) with
            { ReceivedAt = Start.AddMilliseconds(3_500_000.0 * i / (finished + DeadLetters)) };
            DeliveryCodec.Write(writer, record);
            var at = record.ReceivedAt.ToUnixTimeMilliseconds();
            if (i < finished)
            {
                insert.Bind(1, i + 1).Bind(2, at).Bind(3, i % 100 == 0 ? once + once : once)
                    .Bind(4, RecordFrame.WithoutPayload(writer.Written)).Execute();
            }
            else
            {
                insertDead.Bind(1, i + 1).Bind(2, at).Bind(3, dead).Bind(4, writer.Written).Execute();
            }

            var key = DedupeKey.Of(record.Delivery);
            insertKnown.Bind(1, i + 1).Bind(2, at)
                .Bind(3, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in key)))
                .Execute();
        }

        SqliteSchema.Run(handle, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static WebApplication Build(string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["ConnectionStrings:journal"] = path;
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddJournal();
        return builder.Build();
    }

    private static DeliveryRecord ADelivery(string id, int number) => new()
    {
        RequestId = "r" + id,
        ReceivedAt = Start,
        TraceParent = $"00-{number:x32}-b7ad6b7169203331-01",
        NeedsProcessing = false,
        Delivery = new Delivery
        {
            Schema = "aws.partner/genesys.com",
            EventId = id,
            Source = "aws.partner/genesys.com/cloud/6c1f6c1b",
            Account = "123456789012",
            EventType = Topic(number % 20),
            Time = Start,
            ConversationId = ConversationId.TryCreate(id, out var conversation) ? conversation : null,
            Payload = new byte[480],
        },
    };

    private static string Id(int number) => $"6c1f6c1b-0000-4000-8000-{number:d12}";

    private static string Topic(int number) => $"v2.detail.events.conversation.{{id}}.kind{number}";

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
