using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Reading;

namespace Genesys.Tests.Validation;

public class FindingsTests
{
    [Fact]
    public void FiftyAreKept_AndOneThatIsPutBeforeThem_TakesTheLastOnesPlace()
    {
        var findings = new Findings();
        for (var i = 0; i < 60; i++)
        {
            findings.Add(AFinding($"/{i}"));
        }

        findings.AddFirst(AFinding("/first"));

        Assert.Equal(61, findings.Count);
        Assert.Equal(
            ["/first", .. Enumerable.Range(0, 49).Select(i => $"/{i}")],
            findings.Take().Select(finding => finding.Path));
        Assert.True(findings.IsEmpty);
    }

    private static Finding AFinding(string path) => new(path, FindingCodes.Type, "is wrong");
}
