using System.Diagnostics;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Intake;

public class VerdictSpanTests
{
    [Fact]
    public void SpanOfAnArray_HasFiftyFindingsAtMost_AndCountsThemAll()
    {
        using var span = new Activity("validate");

        span.Describe([Rejected(30), Rejected(30), Rejected(30)]);

        Assert.Equal(50, span.Events.Count());
        Assert.Equal(90, span.TagObjects.Single(tag => tag.Key == "genesys.finding.count").Value);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.EndsWith("; and 89 more", span.StatusDescription, StringComparison.Ordinal);
    }

    private static Verdict.Rejected Rejected(int findings) => new()
    {
        Findings = [.. Enumerable.Range(0, findings).Select(i => new Finding($"/{i}", FindingCodes.Type, "is wrong"))],
        FindingCount = findings,
        IsMalformed = false,
        Payload = default,
    };
}
