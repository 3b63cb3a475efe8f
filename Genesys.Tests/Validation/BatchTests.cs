using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

public class BatchTests
{
    [Fact]
    public void EachEvent_IsJudgedByItself_OnItsOwnBytes()
    {
        var body = Encoding.UTF8.GetBytes($" [ {Events.Flat} , 7,{{}}, {Events.Flat}\n] ");

        var verdicts = Assert.IsType<BodyVerdict.Many>(Validators.Judge(body)).Verdicts;

        Assert.Equal(4, verdicts.Count);
        Assert.Equal(
            Events.Flat, Encoding.UTF8.GetString(Assert.IsType<Verdict.Accepted>(verdicts[0]).Delivery.Payload.Span));
        var number = Assert.IsType<Verdict.Rejected>(verdicts[1]);
        Assert.Equal(
            (7, FindingCodes.Type, ""),
            (number.Payload.Span[0] - '0', number.Findings[0].Code, number.Findings[0].Path));
        Assert.Equal("/id", Assert.IsType<Verdict.Rejected>(verdicts[2]).Findings[1].Path);
        Assert.IsType<Verdict.Accepted>(verdicts[3]);
    }

    [Fact]
    public void NothingOfOneEvent_GoesToTheNext()
    {
        var body = Encoding.UTF8.GetBytes($"[{Events.Flat},{{\"data\":{{}}}},{Events.Flat}]");

        var verdicts = Assert.IsType<BodyVerdict.Many>(Validators.Judge(body)).Verdicts;

        var second = Assert.IsType<Verdict.Rejected>(verdicts[1]);
        Assert.Equal(7, second.FindingCount);
        Assert.Null(second.EventId);
        Assert.Null(second.Source);
    }

    [Fact]
    public void GenerationsMayBeMixed()
    {
        var partner = Events.Partner("v2.quality.evaluations", new System.Text.Json.Nodes.JsonObject()).ToJsonString();

        var verdicts = Assert.IsType<BodyVerdict.Many>(
            Validators.Judge(Encoding.UTF8.GetBytes($"[{Events.Flat},{partner},{Events.Flat}]"))).Verdicts;

        Assert.Equal(
            ["genesys.cloud/1", "aws.partner/genesys.com", "genesys.cloud/1"],
            verdicts.Select(verdict => Assert.IsType<Verdict.Accepted>(verdict).Delivery.Schema));
    }

    [Fact]
    public void FiveHundredEvents_AreTaken_OneMoreIsOneFinding()
    {
        static byte[] Batch(int count) =>
            Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Events.Flat, count))}]");

        Assert.Equal(500, Assert.IsType<BodyVerdict.Many>(Validators.Judge(Batch(500))).Verdicts.Count);
        var rejected = Assert.IsType<Verdict.Rejected>(Validators.JudgeOne(Batch(501)));
        Assert.Equal(FindingCodes.BatchTooLarge, Assert.Single(rejected.Findings).Code);
        Assert.False(rejected.IsMalformed);
    }

    [Theory]
    [InlineData("[%,", "/1")]
    [InlineData("[%", "")]
    [InlineData("[%,]", "/1")]
    [InlineData("[%,{\"id\":}]", "/1/id")]
    [InlineData("[%]x", "")]
    [InlineData("[]x", "")]
    [InlineData("[%}", "")]
    [InlineData("[[[%]]", "")]
    public void BrokenArray_IsOneMalformedPayload(string pattern, string path)
    {
        var body = Encoding.UTF8.GetBytes(pattern.Replace("%", Events.Flat, StringComparison.Ordinal));

        var rejected = Assert.IsType<Verdict.Rejected>(Validators.JudgeOne(body));

        Assert.True(rejected.IsMalformed);
        var finding = Assert.Single(rejected.Findings);
        Assert.Equal((FindingCodes.MalformedJson, path), (finding.Code, finding.Path));
        Assert.Equal(body.Length, rejected.Payload.Length);
    }

    [Fact]
    public void DepthIsBoundedInsideAnEvent_AndBreaksTheWhole()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Equal(
            FindingCodes.TooDeep,
            Assert.IsType<Verdict.Rejected>(Validators.JudgeOne(Encoding.UTF8.GetBytes(deep))).Findings[0].Code);
    }
}
