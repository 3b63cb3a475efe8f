using System.Text;
using System.Text.Json;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

public class EventMaskTests
{
    private static readonly string[] Secrets =
    [
        "+15551234567", "5551234567", "Alice", "Example", "alice@example.com", "4111 1111 1111 1111", "078-05-1120",
        "hello", "Müller",
    ];

    [Theory]
    [InlineData(
        """{"id":"7bf73129-1428-4cd3-a780-95db273d1602"}""", """{"id":"7bf73129-1428-4cd3-a780-95db273d1602"}""")]
    [InlineData("""{"id":"Alice Example"}""", """{"id":"<string>"}""")]
    [InlineData("""{"id":5551234567}""", """{"id":"<number>"}""")]
    [InlineData(
        """{ "source" : "genesys.cloud" , "account" : "123456789012" }""",
        """{"source":"genesys.cloud","account":"<string>"}""")]
    [InlineData(
        """{"event_type":"Alice Example","detail-type":"v2.users.Alice"}""",
        """{"event_type":"<string>","detail-type":"<string>"}""")]
    [InlineData("""{"Alice Example":{"+15551234567":true}}""", """{"*":{"*":true}}""")]
    [InlineData(
        """{"mediaType":"VOICE","flowType":"inqueuecall","direction":"Alice"}""",
        """{"mediaType":"VOICE","flowType":"inqueuecall","direction":"<string>"}""")]
    [InlineData(
        """{"eventTime":1649237504949,"ani":1649237504949}""", """{"eventTime":1649237504949,"ani":"<number>"}""")]
    [InlineData(
        """{"connectedDurationMs":60000,"routingPriority":5551234567}""",
        """{"connectedDurationMs":60000,"routingPriority":"<number>"}""")]
    [InlineData(
        """{"connectedDurationMs":12345678,"mediaCount":123456789}""",
        """{"connectedDurationMs":12345678,"mediaCount":"<number>"}""")]
    [InlineData(
        """{"timestamp":1999999999999,"eventTime":4915112345678}""",
        """{"timestamp":1999999999999,"eventTime":"<number>"}""")]
    [InlineData("""{"version":"123","flowVersion":"1234"}""", """{"version":"123","flowVersion":"<string>"}""")]
    [InlineData("""{"region":"us-east-12"}""", """{"region":"<string>"}""")]
    [InlineData("""{"time":"2024-05-01T12:34:56.5551234567Z"}""", """{"time":"2024-05-01T12:34:56.555123+00:00"}""")]
    [InlineData("""{"region":"us-gov-west-1"}""", """{"region":"us-gov-west-1"}""")]
    [InlineData("""{"region":"jo-smith-1"}""", """{"region":"<string>"}""")]
    [InlineData(
        """{"detail-type":"v2.detail.events.conversation.{id}.acw"}""",
        """{"detail-type":"v2.detail.events.conversation.{id}.acw"}""")]
    [InlineData(
        """{"topicName":"v2.detail.events.conversation.7bf73129-1428-4cd3-a780-95db273d1602.acw"}""",
        """{"topicName":"v2.detail.events.conversation.7bf73129-1428-4cd3-a780-95db273d1602.acw"}""")]
    [InlineData(
        """{"topicName":"v2.audits.entitytype.Alice.entityid.7bf73129-1428-4cd3-a780-95db273d1602"}""",
        """{"topicName":"v2.audits.entitytype.{id}.entityid.{id}"}""")]
    [InlineData(
        """{"source":"aws.partner/genesys.com/cloud/7bf73129-1428-4cd3-a780-95db273d1602/alice"}""",
        """{"source":"aws.partner/genesys.com/cloud/7bf73129-1428-4cd3-a780-95db273d1602/..."}""")]
    [InlineData(
        """{"CorrelationId":"7bf73129-1428-4cd3-a780-95db273d1602-archival"}""",
        """{"CorrelationId":"7bf73129-1428-4cd3-a780-95db273d1602-archival"}""")]
    [InlineData(
        """{"requestedRoutingSkillIds":["7bf73129-1428-4cd3-a780-95db273d1602","Alice"]}""",
        """{"requestedRoutingSkillIds":["7bf73129-1428-4cd3-a780-95db273d1602","<string>"]}""")]
    [InlineData("[null,true,false,1,\"Alice\",{}]", "[null,true,false,\"<number>\",\"<string>\",{}]")]
    [InlineData("{\"id\":\"Alice Exam", "{\"id\":\"<string>")]
    [InlineData("{\"data\":{\"Alice", "{\"data\":{\"<string>")]
    [InlineData("call Alice at +15551234567 or 5551234567", "<text>\"<number>\"<text>\"<number>\"")]
    [InlineData("", "")]
    public void Payload_IsShownAsItsShape(string payload, string masked) =>
        Assert.Equal(masked, EventMask.Mask(Encoding.UTF8.GetBytes(payload)));

    [Theory]
    [MemberData(nameof(PersonalPayloads))]
    public void NothingPersonal_IsShown_WhateverIsCutOffOrBroken(string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        for (var start = 0; start < bytes.Length; start += 7)
        {
            for (var end = bytes.Length; end > start; end -= 5)
            {
                var masked = EventMask.Mask(bytes.AsSpan(start, end - start));
                Assert.DoesNotContain(Secrets, secret => masked.Contains(secret, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    public static TheoryData<string> PersonalPayloads =>
    [
        """{"ani":"tel:+15551234567","callbackUserName":"Alice Example","subject":"hello Müller","attributes":{"Alice Example":"alice@example.com","5551234567":"4111 1111 1111 1111"},"wrapupNotes":"078-05-1120"}""",
        """{"id":"Alice","source":"alice@example.com","account":"5551234567","time":"hello","mediaType":"ALICE","topicName":"v2.users.Alice.presence","version":"5551234567"}""",
        "Alice Example, +15551234567, alice@example.com \"hello\": \"078-05-1120\" {Müller:[4111 1111 1111 1111]}",
        "{\"a\":\"x\\\",\"id\":\"Alice\\",
        "<xml><name>Alice Example</name><phone>5551234567</phone></xml>",
    ];

    [Fact]
    public void MaskedJson_IsJsonAgain()
    {
        foreach (var payload in OraclePayload.All.Where(
            payload => payload.IsJson && payload.Body.Length < 800
                && payload.Group is not "number.additional" and not "number.extra" and not "time.literal"
                    and not "toplevel"))
        {
            using var document = JsonDocument.Parse(
                EventMask.Mask(payload.Body), new JsonDocumentOptions { MaxDepth = 300 });
        }
    }

    [Fact]
    public void LongPayload_IsCutAtTheLimit()
    {
        var payload = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("\"Müller\"", 100_000)) + "]");

        var masked = EventMask.Mask(payload);

        Assert.InRange(masked.Length, PayloadMask.MaxLength - 40, PayloadMask.MaxLength);
        Assert.EndsWith("…", masked, StringComparison.Ordinal);
        Assert.All(masked[..^1], letter => Assert.True(char.IsAscii(letter), masked));
    }

    [Fact]
    public void BytesAtRandom_NeverThrow()
    {
        var random = new Random(7);
        for (var run = 0; run < 20_000; run++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            var masked = EventMask.Mask(bytes);
            Assert.True(masked.Length <= PayloadMask.MaxLength);
        }
    }
}
