using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>
/// Half of a surrogate pair, as an escape: RFC 8259 allows it (section 7), and what is only stored isn't lost for it.
/// </summary>
public class LoneSurrogateTests
{
    private const string Body =
        """{"eventTime":1,"conversationId":"c0ffee00-1111-2222-3333-444455556666","subject":"SUBJECT","participantId":"PARTICIPANT"}""";

    [Theory]
    [InlineData("SUBJECT", @"Hi \ud83d")]
    [InlineData("SUBJECT", @"\ud83d\ud83d\ude00")]
    [InlineData("SUBJECT", @"\udc00 \u0000 \n")]
    [InlineData("SUBJECT", @"\ud83dx")]
    [InlineData("SUBJECT", @"\ud83d\n")]
    [InlineData("PARTICIPANT", @"\ud800")]
    [InlineData("\"subject\"", @"""\ud800""")]
    [InlineData("eu-central-1", @"\udfff")]
    [InlineData("7272d362-23b2-4c14-9d40-dc7b7683153a", @"\udfff")]
    public void FreeText_MayHoldOne_AndIsStoredAsItCame(string place, string text)
    {
        var payload = Partner().Replace(place, text, StringComparison.Ordinal);

        var delivery = Validators.Accepted(payload);

        Assert.Equal(payload, Encoding.UTF8.GetString(delivery.Payload.Span));
        Assert.Equal("c0ffee00-1111-2222-3333-444455556666", delivery.ConversationId?.Value);
    }

    [Theory]
    [InlineData(Events.Id, "/id")]
    [InlineData("contact-center", "/source")]
    [InlineData("123456789012", "/account")]
    public void WhatIsAKey_MayNot(string place, string path)
    {
        var rejected = Validators.Rejected(Partner().Replace(place, @"a\ud83d", StringComparison.Ordinal));

        Assert.Contains(
            rejected.Findings,
            finding => finding.Path == path
                && finding.Code is FindingCodes.LoneSurrogate or FindingCodes.UnsupportedValue);
        Assert.False(rejected.IsMalformed);
        Assert.NotEqual(@"a\ud83d", rejected.EventId);
    }

    [Fact]
    public void TopicName_MayNot()
    {
        var rejected = Validators.Rejected(
            Partner().Replace(".customer.start", @".customer.start\udc00", StringComparison.Ordinal));

        Assert.Equal(
            ["/detail-type", "/detail/topicName"],
            rejected.Findings.Where(finding => finding.Code == FindingCodes.LoneSurrogate)
                .Select(finding => finding.Path));
    }

    [Fact]
    public void ConversationIdOfABodyWithoutRules_IsNone_WhenItHoldsOne()
    {
        var payload = Events.Partner(
            "v2.users.{id}.activity", new System.Text.Json.Nodes.JsonObject { ["conversationId"] = "PLACE" })
            .ToJsonString().Replace("PLACE", @"\ud800", StringComparison.Ordinal);

        Assert.Null(Validators.Accepted(payload).ConversationId?.Value);
    }

    [Fact]
    public void EventOfTheTutorial_IsMalformedAtTheEscape()
    {
        var payload = Events.Flat.Replace("q-1", @"q\ud83d", StringComparison.Ordinal);

        var rejected = Validators.Rejected(payload);

        Assert.True(rejected.IsMalformed);
        Assert.Equal("/data/routing_queue_id", Assert.Single(rejected.Findings).Path);
        Assert.Equal(payload.IndexOf(@"\ud83d", StringComparison.Ordinal), rejected.Findings[0].ByteOffset);
    }

    [Fact]
    public void NeitherTheOrderOfMembers_NorTheirDistance_MakesADifference()
    {
        var partner = Partner().Replace("SUBJECT", @"\ud83d", StringComparison.Ordinal);
        var late = "{\"resources\":[\"" + new string('x', 1_000) + "\"],"
            + partner.Replace("\"resources\":[],", "", StringComparison.Ordinal)[1..];
        Validators.Accepted(late);

        // Begins as a partner event, and is one of the tutorial's.
        var flat = "{\"detail-type\":\"\\ud83d\"," + Events.Flat[1..];
        Assert.True(Validators.Rejected(flat).IsMalformed);
        Validators.Accepted(flat.Replace(@"\ud83d", "x", StringComparison.Ordinal));
    }

    [Fact]
    public void BrokenEscape_StaysBroken()
    {
        Assert.True(Validators.Rejected(Partner().Replace("SUBJECT", @"\ud83", StringComparison.Ordinal)).IsMalformed);
        Assert.True(
            Validators.Rejected(Partner().Replace("SUBJECT", @"\ud83d\u12", StringComparison.Ordinal)).IsMalformed);
        Assert.True(Validators.Rejected("{\"detail-type\":\"\\ud83d").IsMalformed);
    }

    [Fact]
    public void NamesThatDifferInOne_AreTwo_AndTheSameIsADuplicate()
    {
        var two = Partner()
            .Replace("\"subject\"", @"""a\ud800"":1,""a\ud801"":2,""subject""", StringComparison.Ordinal);
        Validators.Accepted(two);

        var twice = Validators.Rejected(two.Replace("ud801", "uD800", StringComparison.Ordinal));
        Assert.Equal(FindingCodes.DuplicateMember, Assert.Single(twice.Findings).Code);
    }

    [Fact]
    public void Mask_ShowsNothingOfIt()
    {
        var masked = EventMask.Mask(
            Encoding.UTF8.GetBytes(Partner().Replace("SUBJECT", @"\ud83d", StringComparison.Ordinal)));

        Assert.Contains("\"subject\":\"<string>\"", masked, StringComparison.Ordinal);
    }

    private static string Partner() =>
        Events.Partner(
            "v2.detail.events.conversation.{id}.customer.start", System.Text.Json.Nodes.JsonNode.Parse(Body)!)
                .ToJsonString();
}
