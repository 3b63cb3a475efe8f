using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// What <see cref="JournalSearch"/> asks for: finished deliveries, one in a hundred after two attempts, and dead letters.
/// </summary>
internal static class SearchData
{
    public const int DeadLetters = 50_000;

    private const int Chunk = 2_000;

    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddHours(-1);

    private static readonly AttemptEntry Completed = new(Start, Start.AddSeconds(1), 1, 200, "completed");
    private static readonly AttemptEntry Gone = new(Start, Start.AddSeconds(1), 6, 410, "gone");

    /// <summary>Makes a SQLite file of the release before.</summary>
    public static void Make(string path, int finished)
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
        var (once, dead) = (AttemptHistory.Write(Completed), AttemptHistory.Write(Gone));
        for (var i = 0; i < finished + DeadLetters; i++)
        {
            if (i % 100_000 == 0)
            {
                SqliteSchema.Run(handle, i == 0 ? "BEGIN" : "COMMIT; BEGIN");
            }

            var record = Numbered(i, finished);
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

    /// <summary>Fills a store by what the receiver does: the same, in some minutes for a million.</summary>
    public static async Task FillAsync(IJournal journal, int finished)
    {
        for (var next = 0; next < finished + DeadLetters; next += Chunk)
        {
            await Task.WhenAll(Enumerable.Range(next, Math.Min(Chunk, finished + DeadLetters - next)).Select(i =>
                journal.RecordAsync(
                    Numbered(i, finished) with { NeedsProcessing = i >= finished || i % 100 == 0 }, false, default)
                    .AsTask()));
            var isDead = next >= finished;
            await EndAsync(journal, async leased =>
            {
                if (isDead)
                {
                    await Task.WhenAll(leased.Select(one =>
                        journal.DeadLetterAsync(one, Gone, AnAnomaly(one), default).AsTask()));
                }
                else
                {
                    await journal.RescheduleAsync(leased, Completed, Start, default);
                }
            });
            await EndAsync(
                journal, async leased => await journal.CompleteAsync(leased, Completed, TimeSpan.Zero, default));
        }
    }

    /// <summary>True when a store was filled before.</summary>
    public static async Task<bool> IsInAsync(IJournalSearch search) =>
        (await FirstAsync(search)).Items.Count > 0;

    /// <summary>When the first of them was received: an earlier run may have made them.</summary>
    public static async Task<DateTimeOffset> StartAsync(IJournalSearch search) =>
        (await FirstAsync(search)).Items[0].Record.ReceivedAt;

    private static ValueTask<Found<DeliveryEntry>> FirstAsync(IJournalSearch search) =>
        search.FindDeliveriesAsync(new DeliveryFilter { EventId = Id(0) }, 1, null, default);

    // What is due is leased once: what comes back by being rescheduled is left to the next call.
    private static async Task EndAsync(IJournal journal, Func<IReadOnlyList<LeasedDelivery>, Task> end)
    {
        if (await journal.LeaseDeliveriesAsync(Chunk, default) is { Count: > 0 } leased)
        {
            await end(leased);
        }
    }

    private static DeliveryRecord Numbered(int number, int finished) =>
        ADelivery(number < finished ? Id(number) : $"dead{number}", number) with
        {
            ReceivedAt = Start.AddMilliseconds(3_500_000.0 * number / (finished + DeadLetters)),
        };

    private static AnomalyRecord AnAnomaly(LeasedDelivery delivery) => new()
    {
        Kind = AnomalyKind.DownstreamFailure,
        RequestId = delivery.Record.RequestId,
        ReceivedAt = delivery.Record.ReceivedAt,
        ErrorDetails = "gone",
        PayloadSize = 480,
        MaskedPayload = "{}",
        StatusCode = 410,
    };

    public static DeliveryRecord ADelivery(string id, int number)
    {
        var record = Deliveries.ADelivery(id);
        return record with
        {
            RequestId = "r" + id,
            ReceivedAt = Start,
            TraceParent = $"00-{number:x32}-b7ad6b7169203331-01",
            NeedsProcessing = false,
            Delivery = record.Delivery with
            {
                Schema = "aws.partner/genesys.com",
                EventType = Topic(number % 20),
                Time = Start,
                BusinessKey = null,
            },
        };
    }

    public static string Id(int number) => $"6c1f6c1b-0000-4000-8000-{number:d12}";

    public static string Topic(int number) => $"v2.detail.events.conversation.{{id}}.kind{number}";
}
