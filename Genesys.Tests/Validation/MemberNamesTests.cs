using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>Names that stand twice in one object, however they are written and however many others there are.</summary>
public class MemberNamesTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""")]
    [InlineData("""{"\u0061":{"\u0061":{"a":1}},"b":{"\u0061":1,"b":2}}""")]
    [InlineData("""{"a":{"a":1},"A":[{"a":1},{"a":1}]}""")]
    [InlineData("""{"\u0061":{"b":1},"b":{"\u0062":1}}""")]
    public void NamesOfDifferentObjects_MayBeTheSame(string value) =>
        Validators.Accepted(Events.Flat[..^1] + $",\"x\":{value}}}");

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"\u0061":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"\u0061":{"b":1},"a":2}""")]
    [InlineData("""{"\u0061":{"\u0062":1},"c":[{"d":1}],"\u0061":2}""")]
    [InlineData("""{"b":{"\u0061":1,"c":{"a":1},"a":2}}""")]
    [InlineData("""{"\ud83d\ude00":1,"😀":2}""")]
    public void NameThatStandsTwice_IsOneFinding(string value)
    {
        var rejected = Validators.Rejected(Events.Flat[..^1] + $",\"x\":{value}}}");

        Assert.Equal(FindingCodes.DuplicateMember, Assert.Single(rejected.Findings).Code);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void NameThatStandsTwiceAmongMany_IsOneFinding(int others)
    {
        var names = string.Join(',', Enumerable.Range(0, others).Select(index => $"\"n{index}\":{{\"n{index}\":0}}"));

        Validators.Accepted(Events.Flat[..^1] + $",\"x\":{{{names}}}}}");
        var rejected = Validators.Rejected(Events.Flat[..^1] + $",\"x\":{{{names},\"n{others / 2}\":0}}}}");
        Assert.Equal(FindingCodes.DuplicateMember, Assert.Single(rejected.Findings).Code);
    }
}
