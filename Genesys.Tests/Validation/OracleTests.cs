using System.Globalization;
using System.Text.Json;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>The verdicts of the tutorial's model, payload by payload.</summary>
public class OracleTests
{
    /// <summary>The codes of the cases in which the receiver is stricter on purpose.</summary>
    private static readonly string[] Stricter =
    [
        FindingCodes.DateTime, FindingCodes.OutOfRange, FindingCodes.Blank, FindingCodes.ControlCharacter,
        FindingCodes.TooLong,
        FindingCodes.DotSegment, FindingCodes.DuplicateMember, FindingCodes.NonFiniteNumber, FindingCodes.Type,
    ];

    public static TheoryData<string> Names => [.. OraclePayload.All.Select(payload => payload.Name)];

    [Fact]
    public void TheFile_IsWhole() => Assert.Equal(334, OraclePayload.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdict_IsTheModelsOrStricterOnPurpose(string name) =>
        AssertIsTheModelsOrStricter(OraclePayload.All.Single(payload => payload.Name == name));

    [Fact]
    public void VerdictOnEveryNeighbour_IsTheModelsOrStricterOnPurpose()
    {
        Assert.InRange(OraclePayload.Further.Count, 1_000, 2_000);
        Assert.Multiple(
            [.. OraclePayload.Further.Select(payload => (Action)(() => AssertIsTheModelsOrStricter(payload)))]);
    }

    private static void AssertIsTheModelsOrStricter(OraclePayload payload)
    {
        if (Validators.Judge(payload.Body) is not BodyVerdict.One { Verdict: var verdict })
        {
            Assert.Equal((byte)'[', payload.Body.AsSpan().TrimStart(" \t\r\n"u8)[0]);
            return;
        }

        if (verdict is Verdict.Accepted accepted)
        {
            Assert.True(payload.Accept, "The model rejects it.");
            AssertSameValues(payload.Parsed, accepted.Delivery);
            return;
        }

        var rejected = (Verdict.Rejected)verdict;
        Assert.NotEmpty(rejected.Findings);
        if (payload.Accept)
        {
            // Of two members with one name both are judged, the one that the model never saw included.
            var hasDuplicates = rejected.Findings.Any(finding => finding.Code == FindingCodes.DuplicateMember);
            Assert.All(
                rejected.Findings,
                finding =>
                    Assert.True(
                        hasDuplicates || IsStricter(payload, finding),
                        $"{finding} isn't a case in which we are stricter."));
        }
        else if (payload.IsJson)
        {
            AssertHasPath(rejected, payload.ErrorPaths[0]);
        }
    }

    private static void AssertHasPath(Verdict.Rejected rejected, string path)
    {
        // The model reports its rules between members at the whole event; here they have the member's path.
        var paths = path.Length == 0 ? [path, "/event_type", "/data/conversation_id"] : new[] { path };
        Assert.Contains(rejected.Findings, finding => paths.Contains(finding.Path));
    }

    private static bool IsStricter(OraclePayload payload, Finding finding) => finding switch
    {
        { Code: FindingCodes.DuplicateMember or FindingCodes.NonFiniteNumber } => true,
        { Path: "/time", Code: FindingCodes.Type or FindingCodes.OutOfRange } => true,
        { Path: "/time", Code: FindingCodes.DateTime } => IsNumberOrDate(Field(payload, "time")),
        {
            Path: "/id" or "/account" or "/data/id", Code: FindingCodes.Blank or FindingCodes.ControlCharacter
            or FindingCodes.TooLong
        } => true,
        { Path: "/data/conversation_id" } => Stricter.Contains(finding.Code),
        _ => false,
    };

    private static string Field(OraclePayload payload, string name) =>
        JsonDocument.Parse(payload.Body).RootElement.GetProperty(name).GetString()!;

    private static bool IsNumberOrDate(string time) =>
        DateOnly.TryParseExact(time, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            || double.TryParse(time, CultureInfo.InvariantCulture, out _);

    private static void AssertSameValues(JsonElement parsed, Delivery delivery)
    {
        Assert.Equal(parsed.GetProperty("id").GetString(), delivery.EventId);
        Assert.Equal(parsed.GetProperty("event_type").GetString(), delivery.EventType);
        var conversation = parsed.GetProperty("conversation_id").GetString();
        Assert.Equal(string.IsNullOrWhiteSpace(conversation) ? null : conversation, delivery.ConversationId?.Value);
        Assert.Equal(
            parsed.GetProperty("unix_us").GetInt64(),
            (delivery.Time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
    }
}
