using System.Text;
using System.Text.Json;
using CsCheck;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Journal;
using Genesys.Tests.Journal;

namespace Genesys.Tests.Anomalies;

public class AnomalyMessageTests
{
    private const long Timestamp = 1_772_366_400_000;

    [Fact]
    public void Message_HasTheTutorialsMembersAndOurs()
    {
        var json = Write(JournalRecords.AnAnomaly("a-request"));

        Assert.Equal(Timestamp, json.GetProperty("timestamp").GetInt64());
        Assert.Equal("a-request", json.GetProperty("requestId").GetString());
        Assert.Equal("SCHEMA_VALIDATION_FAILURE", json.GetProperty("anomalyType").GetString());
        Assert.Equal("/id: required", json.GetProperty("errorDetails").GetString());
        Assert.Equal(42, json.GetProperty("payloadSize").GetInt64());
        Assert.Equal("{\"id\":\"***\"}", json.GetProperty("maskedPayload").GetString());
        Assert.Equal("an-id", json.GetProperty("eventId").GetString());
        Assert.Equal("genesys.cloud", json.GetProperty("source").GetString());
        Assert.Equal("genesys.cloud/1", json.GetProperty("schema").GetString());
        Assert.Equal(2, json.GetProperty("errorCount").GetInt32());
        Assert.Equal(
            ["/id", "/data"], json.GetProperty("errorPaths").EnumerateArray().Select(path => path.GetString()!));
        Assert.Equal(400, json.GetProperty("statusCode").GetInt32());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", json.GetProperty("traceId").GetString());
        Assert.Equal(JournalRecords.Start, json.GetProperty("receivedAt").GetDateTimeOffset());
        Assert.False(json.TryGetProperty("truncated", out _));
    }

    [Fact]
    public void UnknownMembers_AreLeftOut()
    {
        var json = Write(
            JournalRecords.AnAnomaly("r") with { EventId = null, Source = null, Schema = null, TraceParent = null });

        Assert.All(["eventId", "source", "schema", "traceId"], name => Assert.False(json.TryGetProperty(name, out _)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_HasAnUpperSnakeCaseName(string kind)
    {
        var name = Write(JournalRecords.AnAnomaly("r", Enum.Parse<AnomalyKind>(kind))).GetProperty("anomalyType")
            .GetString()!;

        Assert.Equal(kind, string.Concat(name.Split('_').Select(word => word[0] + word[1..].ToLowerInvariant())));
        Assert.Equal(name.ToUpperInvariant(), name);
    }

    public static TheoryData<string> Kinds => [.. Enum.GetNames<AnomalyKind>()];

    [Fact]
    public void EmfBlock_CountsByTypeAndNamesOnlyTopLevelMembers()
    {
        var json = Write(JournalRecords.AnAnomaly("r"));
        var block = json.GetProperty("_aws");
        var metrics = Assert.Single(block.GetProperty("CloudWatchMetrics").EnumerateArray());

        Assert.Equal(Timestamp, block.GetProperty("Timestamp").GetInt64());
        Assert.Equal("Genesys/EventBridge", metrics.GetProperty("Namespace").GetString());
        var metric = Assert.Single(metrics.GetProperty("Metrics").EnumerateArray());
        var dimension = Assert.Single(
            Assert.Single(metrics.GetProperty("Dimensions").EnumerateArray()).EnumerateArray());
        Assert.Equal(1, json.GetProperty(metric.GetProperty("Name").GetString()!).GetInt32());
        Assert.Equal(JsonValueKind.String, json.GetProperty(dimension.GetString()!).ValueKind);
    }

    [Fact]
    public void EmfBlock_CanBeTurnedOff()
    {
        var json = Write(JournalRecords.AnAnomaly("r"), new CloudWatchOptions { Metrics = false });

        Assert.False(json.TryGetProperty("_aws", out _));
        Assert.False(json.TryGetProperty("anomalies", out _));
    }

    [Fact]
    public void Message_IsFlatAndUnderTwoHundredKeys()
    {
        var record = JournalRecords.AnAnomaly(
            "r") with
        { ErrorPaths = [.. Enumerable.Range(0, 400).Select(index => $"/{index}")] };

        Assert.True(Keys(Write(record)) < 200);
    }

    [Fact]
    public void LongMessage_IsCutToTheLimitOnACharacterBoundaryAndStaysJson() => Gen.Select(
        Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char["\"\\\u0001é日\ud83d\ude40"]), 0, 6_000],
        Gen.String[Gen.Char['a', 'z'], 0, 6_000],
        Gen.Int[2_048, 5_000]).Sample((payload, details, limit) =>
        {
            var record = JournalRecords.AnAnomaly("r") with { MaskedPayload = Repair(payload), ErrorDetails = details };
            var written = new AnomalyMessage(new CloudWatchOptions { MaxEventBytes = limit }).Write(
                new LeasedAnomaly(1, 1, record), Timestamp);
            var json = JsonElement.Parse(written.Message);

            Assert.True(written.Bytes <= limit);
            Assert.Equal(Encoding.UTF8.GetByteCount(written.Message), written.Bytes);
            Assert.StartsWith(
                json.GetProperty("maskedPayload").GetString()!, record.MaskedPayload, StringComparison.Ordinal);
            Assert.StartsWith(
                json.GetProperty("errorDetails").GetString()!, record.ErrorDetails, StringComparison.Ordinal);
            Assert.Equal("SCHEMA_VALIDATION_FAILURE", json.GetProperty("anomalyType").GetString());
        });

    [Fact]
    public void LongMessage_IsCutBetweenCharacters_WhereverItsLimitFalls()
    {
        // Of two UTF-16 units each, and 12 bytes of JSON at most: of a dozen limits some fall between the two.
        var faces = string.Concat(Enumerable.Repeat("😀", 3_000));
        var anomaly = JournalRecords.AnAnomaly("r");
        foreach (var record in new[] { anomaly with { MaskedPayload = faces }, anomaly with { ErrorDetails = faces } })
        {
            for (var limit = 4_096; limit < 4_096 + 12; limit++)
            {
                var json = Write(record, new CloudWatchOptions { MaxEventBytes = limit });
                foreach (var name in new[] { "maskedPayload", "errorDetails" })
                {
                    var text = json.GetProperty(name).GetString()!;
                    Assert.DoesNotContain('\ufffd', text);
                    Assert.False(char.IsHighSurrogate(text.LastOrDefault()), $"{name} of {limit} bytes");
                }
            }
        }
    }

    [Fact]
    public void LongMessage_UsesTheRoomThereIs()
    {
        var record = JournalRecords.AnAnomaly("r") with { MaskedPayload = new string('é', 10_000) };
        var written = new AnomalyMessage(new CloudWatchOptions { MaxEventBytes = 4_096 }).Write(
            new LeasedAnomaly(1, 1, record), Timestamp);

        Assert.InRange(written.Bytes, 4_095, 4_096);
        Assert.True(JsonElement.Parse(written.Message).GetProperty("truncated").GetBoolean());
    }

    private static JsonElement Write(AnomalyRecord record, CloudWatchOptions? options = null) =>
        JsonElement.Parse(
            new AnomalyMessage(options ?? new CloudWatchOptions()).Write(new LeasedAnomaly(1, 1, record), Timestamp)
                .Message);

    /// <summary>Without lone surrogates, which no UTF-8 can hold.</summary>
    private static string Repair(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static int Keys(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Sum(member => Keys(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Sum(Keys),
        _ => 1,
    };
}
