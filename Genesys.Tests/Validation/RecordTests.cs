using System.Text;
using System.Text.Json.Nodes;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>
/// Records of EventBridge's custom event bus, whose transformer WITH_METADATA puts the event into <c>Data</c>.
/// </summary>
public class RecordTests
{
    private const string Metadata = """{"x":[1,{"y":null}]}""";
    private const string SystemMetadata =
        """{"aws:EventId":"e-1","aws:DeliveryType":"REPLAY","aws:Source":"aws.partner/genesys.com/cloud/x/y"}""";

    public static TheoryData<string> Payloads => [Events.Flat, Partner()];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Event_IsUnwrapped_AndItsDataIsThePayload(string payload)
    {
        var alone = Validators.Accepted(payload);

        foreach (var record in Records(payload))
        {
            var delivery = Validators.Accepted(record);
            Assert.Equal(payload, Encoding.UTF8.GetString(delivery.Payload.Span));
            Assert.Equal(alone with { Payload = default, Drift = [] }, delivery with { Payload = default, Drift = [] });
            Assert.Equal(alone.Drift, delivery.Drift);
        }
    }

    [Fact]
    public void RecordsInAnArray_AreJudgedOneByOne()
    {
        var broken = Partner().Replace("\"123456789012\"", "5", StringComparison.Ordinal);
        var many = Assert.IsType<BodyVerdict.Many>(Validators.Judge(Encoding.UTF8.GetBytes(
            $"[{Record(Partner())},{Record(broken)},{Partner()},{Record(Events.Flat)}]")));

        Assert.Equal([true, false, true, true], many.Verdicts.Select(verdict => verdict is Verdict.Accepted));
        var rejected = (Verdict.Rejected)many.Verdicts[1];
        Assert.Equal("/Data/account", Assert.Single(rejected.Findings).Path);
        Assert.Equal(broken, Encoding.UTF8.GetString(rejected.Payload.Span));
        Assert.Equal(Events.Id, rejected.EventId);
    }

    [Fact]
    public void FindingsBetweenMembers_AndOfABodyBeforeItsTopic_BeginWithDataToo()
    {
        var analyzed = Events.FlatWith(flat =>
        {
            flat["event_type"] = "genesys.cloud.conversation.analyzed";
            flat["data"]!.AsObject().Remove("conversation_id");
        });
        Assert.Equal("/Data/data/conversation_id", Assert.Single(Validators.Rejected(Record(analyzed)).Findings).Path);

        var partner = JsonNode.Parse(Partner())!.AsObject();
        partner["detail"]!["eventBody"]!.AsObject().Remove("eventTime");
        var detailFirst = new JsonObject(
            partner.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        Assert.Equal(
            "/Data/detail/eventBody/eventTime",
            Assert.Single(Validators.Rejected(Record(detailFirst.ToJsonString())).Findings).Path);
    }

    [Fact]
    public void Drift_IsNamedByItsPlaceInTheSchema()
    {
        var partner = JsonNode.Parse(Partner())!.AsObject();
        partner["detail"]!["eventBody"]!["hologram"] = 1;

        Assert.Equal(
            "/detail/eventBody/hologram",
            Assert.Single(Validators.Accepted(Record(partner.ToJsonString())).Drift).Path);
    }

    [Fact]
    public void BrokenRecord_IsLocatedInItsData()
    {
        var record = Record(Partner());
        var rejected = Validators.Rejected(record[..(record.IndexOf("account", StringComparison.Ordinal) + 3)]);

        Assert.True(rejected.IsMalformed);
        Assert.StartsWith("/Data", Assert.Single(rejected.Findings).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Data":1,"Data":EVENT}""")]
    [InlineData("""{"Data":EVENT,"Data":EVENT}""")]
    [InlineData("""{"Data":EVENT,"SystemMetadata":{"a":1,"a":2}}""")]
    [InlineData("""{"Data":EVENT,"SystemMetadata":NaN}""")]
    [InlineData("""{"Data":"EVENT"}""")]
    [InlineData("""{"Data":[EVENT]}""")]
    [InlineData("""{"Data":{"Data":EVENT}}""")]
    [InlineData("""{"data":EVENT}""")]
    [InlineData("""{"Data":EVENT,"Metadata":""")]
    public void WhatIsNoRecord_IsRejected(string text) =>
        Validators.Rejected(text.Replace("EVENT", Events.Flat, StringComparison.Ordinal));

    [Fact]
    public void FindingInData_IsThereOnce()
    {
        var twice = Partner()
            .Replace("\"resources\":[]", "\"resources\":[],\"resources\":[]", StringComparison.Ordinal);

        Assert.Equal("/Data/resources", Assert.Single(Validators.Rejected(Record(twice)).Findings).Path);
    }

    [Fact]
    public void EventAsDeepAsOneMayBe_FitsIntoARecord()
    {
        var deep = Events.Flat.Replace(
            "\"voice\"", new string('[', 198) + new string(']', 198), StringComparison.Ordinal);
        Validators.Accepted(deep);
        Validators.Accepted(Record(deep));

        var deeper = Events.Flat.Replace(
            "\"voice\"", new string('[', 199) + new string(']', 199), StringComparison.Ordinal);
        Assert.True(Validators.Rejected(deeper).IsMalformed);
        Assert.True(Validators.Rejected(Record(deeper)).IsMalformed);
    }

    [Fact]
    public void EnvelopeAround_IsNoRecord_WhenItIsAnEventItself()
    {
        var both = "{\"Data\":{}," + Events.Flat[1..];

        Assert.Equal(both, Encoding.UTF8.GetString(Validators.Accepted(both).Payload.Span));
    }

    private static IEnumerable<string> Records(string payload) =>
    [
        Record(payload),
        $$"""{"SystemMetadata":{{SystemMetadata}},"Metadata":{{Metadata}},"Data":{{payload}}}""",
        $$""" { "NewMember" : 1, "Data" : {{payload}} , "SystemMetadata":{} } """,
        $$"""{"Data":{{payload}}}""",
    ];

    private static string Record(string payload) =>
        $$"""{"Data":{{payload}},"Metadata":{{Metadata}},"SystemMetadata":{{SystemMetadata}}}""";

    private static string Partner() => Events.Partner(
        "v2.detail.events.conversation.{id}.acw",
        new JsonObject { ["eventTime"] = 1, ["conversationId"] = Events.ConversationId }).ToJsonString();
}
