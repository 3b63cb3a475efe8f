using System.Text.Json.Nodes;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>
/// What comes when an input transformer, a queue or a function stands between EventBridge and the receiver.
/// </summary>
public class MissingEnvelopeTests
{
    private const string Event = """{"id":"1"}""";

    [Theory]
    [InlineData(
        """{"topicName":"v2.x.1.y","version":"2","eventBody":{},"metadata":{},"timestamp":"2024-05-01T12:34:56Z"}""",
        "detail; does the target")]
    [InlineData("""{"eventTime":1,"conversationId":"c","participantId":"p"}""", "body; does the target")]
    [InlineData(
        """{"id":"a","userId":"u","eventTime":"2024-05-01T12:34:56Z","action":"Create"}""", "body; does the target")]
    [InlineData("""{"event":EVENT}""", "does the target")]
    [InlineData("""{"message":{"data":"e30="}}""", "does the target")]
    [InlineData("""{"data":EVENT}""", "does the target")]
    [InlineData("""{"detail":EVENT}""", "does the target")]
    [InlineData("""{}""", "does the target")]
    [InlineData("""{"Data":"text"}""", "does the target")]
    [InlineData("""{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"{}"}]}""", "SQS")]
    [InlineData("""{"MessageId":"m","ReceiptHandle":"r","MD5OfBody":"0","Body":"{}"}""", "SQS")]
    [InlineData("""{"messageId":"m","receiptHandle":"r","body":"{}","eventSource":"aws:sqs"}""", "SQS")]
    [InlineData(
        """{"Records":[{"messageId":"m","receiptHandle":"r","body":"{}","eventSource":"aws:sqs"}]}""",
        "records for a function")]
    [InlineData(
        """{"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:eu-west-1:1:t","Message":"{}","Timestamp":"2024-05-01T12:34:56Z"}""", "SNS")]
    [InlineData(
        """{"resource":"/","path":"/","httpMethod":"POST","headers":{},"requestContext":{},"body":"{}"}""",
        "API Gateway")]
    [InlineData(
        """{"version":"2.0","routeKey":"POST /","headers":{},"requestContext":{"http":{}},"body":"{}"}""",
        "API Gateway")]
    [InlineData(
        """{"specversion":"1.0","id":"1","source":"/x","type":"t","time":"2024-05-01T12:34:56Z","data":EVENT}""",
        "CloudEvent")]
    [InlineData("\"{\\\"id\\\":\\\"1\\\"}\"", "does the target")]
    public void FirstFinding_SaysSo(string body, string words)
    {
        var rejected = Validators.Rejected(body.Replace("EVENT", Event, StringComparison.Ordinal));

        Assert.Equal((FindingCodes.EnvelopeMissing, ""), (rejected.Findings[0].Code, rejected.Findings[0].Path));
        Assert.Contains(
            "envelope is missing",
            rejected.Findings[0].Message.Replace(
                " (detail-type, source, detail and so on)", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(words, rejected.Findings[0].Message, StringComparison.Ordinal);
        Assert.False(rejected.IsMalformed);
        Assert.Equal(rejected.Findings.Count, rejected.FindingCount);
    }

    [Fact]
    public void EachEventOfAnArray_IsToldSo()
    {
        var many = Assert.IsType<BodyVerdict.Many>(Validators.Judge("[{},{\"event\":{}}]"u8.ToArray()));

        Assert.All(
            many.Verdicts,
            verdict => Assert.Equal(FindingCodes.EnvelopeMissing, ((Verdict.Rejected)verdict).Findings[0].Code));
    }

    [Theory]
    [InlineData("source")]
    [InlineData("event_type")]
    [InlineData("id")]
    [InlineData("data")]
    public void EventThatLacksAMember_HasItsEnvelope(string member)
    {
        var rejected = Validators.Rejected(Events.FlatWith(flat => flat.Remove(member)));

        Assert.Equal(
            (FindingCodes.Required, "/" + member), (Assert.Single(rejected.Findings).Code, rejected.Findings[0].Path));
    }

    [Fact]
    public void PartnerEventWithoutItsType_HasItsEnvelope()
    {
        var partner = Events.Partner(
            "v2.detail.events.conversation.{id}.acw", new JsonObject { ["eventTime"] = 1, ["conversationId"] = "c" });
        partner.Remove("detail-type");

        Assert.Equal("/detail-type", Assert.Single(Validators.Rejected(partner.ToJsonString()).Findings).Path);
    }

    [Fact]
    public void FiftyFindings_LeaveRoomForIt()
    {
        var rejected = Validators.Rejected("{" + string.Join(',', Enumerable.Repeat("\"data\":1", 100)) + "}");

        Assert.Equal((FindingCodes.EnvelopeMissing, 50), (rejected.Findings[0].Code, rejected.Findings.Count));
    }
}
