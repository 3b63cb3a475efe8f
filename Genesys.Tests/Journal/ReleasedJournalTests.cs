using System.IO.Compression;
using System.Text.Json;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// Journals that released versions wrote, each with a process that was killed: what they hold is there in today's.
/// 1.0.0's has thirty finished deliveries and ten open ones, three dead letters and nine anomalies that never reached
/// CloudWatch.
/// </summary>
public class ReleasedJournalTests
{
    private const string Source = "aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/test";

    private static readonly DateTimeOffset Written = new(2026, 11, 29, 1, 35, 0, TimeSpan.Zero);

    public static TheoryData<string> Releases =>
        [
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Journal/Data"), "journal-*.db.gz")
            .Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_an_older_version_recorded_is_open_known_and_finished_by_todays(string file)
    {
        await using var world = new SqliteWorld();
        await UnpackAsync(file, world.Path);
        world.Time.Step(Written - Start);
        var journal = await world.StartAsync();

        var state = await journal.GetStateAsync(Cancel);
        Assert.Null(state.Problem);
        Assert.Equal((10L, 3L, 9L), (state.OpenDeliveries, state.DeadLetters, state.OpenAnomalies));

        // What was answered before is known, finished or open.
        foreach (var id in new[] { "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-a000-000000000001" })
        {
            Assert.True(
                (await journal.RecordAsync(Again(id), false, Cancel)).Status != RecordStatus.Recorded,
                $"{id} isn't known.");
        }

        var leased = await journal.LeaseDeliveriesAsync(100, Cancel);
        Assert.Equal(10, leased.Count);
        Assert.All(leased, one => Assert.Equal(
            one.Record.Delivery.EventId,
            JsonDocument.Parse(one.Record.Delivery.Payload).RootElement.GetProperty("id").GetString()));
        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, Cancel);
        await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(100, Cancel), Cancel);

        state = await journal.GetStateAsync(Cancel);
        Assert.Equal((0L, 3L, 0L), (state.OpenDeliveries, state.DeadLetters, state.OpenAnomalies));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(Again("new"), false, Cancel)).Status);
    }

    private static DeliveryRecord Again(string id)
    {
        var record = ADelivery(id, receivedAt: Written);
        return record with { Delivery = record.Delivery with { Source = Source, Schema = "aws.partner/genesys.com" } };
    }

    private static async Task UnpackAsync(string file, string path)
    {
        await using var packed = new GZipStream(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Journal/Data", file)), CompressionMode.Decompress);
        await using var unpacked = File.Create(path);
        await packed.CopyToAsync(unpacked, Cancel);
    }
}
