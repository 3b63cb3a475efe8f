using System.Text.Json;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>A payload file for each code, named after it, with the pointer that its finding has to have.</summary>
public class FindingTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "findings");

    private static readonly Dictionary<string, string> Pointers =
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Path.Combine(Folder, "pointers.json")))!;

    private static readonly string[] MalformedCodes = [
        FindingCodes.MalformedJson, FindingCodes.TooDeep, FindingCodes.NumberTooLong, FindingCodes.NonFiniteNumber];

    public static IEnumerable<string> Codes =>
        typeof(FindingCodes).GetFields().Select(code => (string)code.GetValue(null)!);

    public static TheoryData<string> Files => [.. Pointers.Keys];

    [Fact]
    public void EveryCode_HasAPayload() =>
        Assert.Equal(Codes.Order(), Pointers.Keys.Select(CodeOf).Distinct().Order());

    [Fact]
    public void EveryPayloadFile_IsListed() =>
        Assert.Equal(
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Where(file => file != "pointers.json").Order(),
            Pointers.Keys.Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Payload_GetsTheFindingItIsNamedAfter_AndNoOther(string file)
    {
        var rejected = Assert.IsType<Verdict.Rejected>(
            Senders(file).Judge(Validators.JudgeOne(File.ReadAllBytes(Path.Combine(Folder, file)))));

        // The members of an envelope that is missing are listed behind it.
        var finding = CodeOf(file) == FindingCodes.EnvelopeMissing
            ? rejected.Findings[0] : Assert.Single(rejected.Findings);
        Assert.Equal(CodeOf(file), finding.Code);
        Assert.Equal(Pointers[file], finding.Path);
        Assert.Equal(rejected.Findings.Count, rejected.FindingCount);
        Assert.Equal(MalformedCodes.Contains(finding.Code), rejected.IsMalformed);
        Assert.Equal(
            rejected.IsMalformed || finding.Code == FindingCodes.DuplicateMember, finding.ByteOffset is not null);
        Assert.InRange(finding.Message.Length, 4, 200);
    }

    [Fact]
    public void EveryCode_IsInTheDocumentation()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "validation.md"))
            .Split("\n## ").Single(section => section.StartsWith("Findings", StringComparison.Ordinal));

        Assert.All(Codes, code => Assert.Contains($"| `{code}` |", page, StringComparison.Ordinal));
        var documented = page.Split('\n')
            .Where(
                line => line.StartsWith("| `", StringComparison.Ordinal)
                    && line.Contains("` |", StringComparison.Ordinal))
            .Select(line => line[3..line.IndexOf("` |", StringComparison.Ordinal)]);
        Assert.Empty(documented.Except(Codes));
    }

    [Fact]
    public void BrokenJson_IsLocatedByByteAndMember()
    {
        var rejected = Validators.Rejected("""{"id":"a","data":{"id":"é" "conversation_id":1}}""");

        var finding = Assert.Single(rejected.Findings);
        Assert.Equal("/data", finding.Path);
        Assert.Equal(28, finding.ByteOffset);
        Assert.Equal("a", rejected.EventId);
    }

    [Fact]
    public void EveryViolation_IsFoundInOnePass()
    {
        var rejected = Validators.Rejected(
            """{"id":"","source":"x","account":7,"event_type":"genesys.cloud.x","time":"now","data":{"conversation_id":"..","additional_properties":[]}}""");

        Assert.Equal(
            [
                "/id", "/source", "/account", "/event_type", "/time", "/data/conversation_id",
                "/data/additional_properties", "/data/id"],
            rejected.Findings.Select(finding => finding.Path));
        Assert.Equal("genesys.cloud/1", rejected.Schema);
    }

    [Fact]
    public void FindingsBeyondTheFiftieth_AreCounted()
    {
        var rejected = Validators.Rejected("{" + string.Join(',', Enumerable.Repeat("\"id\":1", 100)) + "}");

        Assert.Equal(50, rejected.Findings.Count);
        Assert.Equal(204, rejected.FindingCount);
    }

    /// <summary>
    /// The intake's allow-lists: they have one code of their own, and let everything through for the payloads of the
    /// others.
    /// </summary>
    private static AllowedSenders Senders(string file)
    {
        var options = new IntakeOptions();
        if (CodeOf(file) == FindingCodes.NotAllowed)
        {
            options.Auth.AllowedAccounts.Add("999999999999");
        }

        return new AllowedSenders(new FixedOptions<IntakeOptions>(options));
    }

    private static string CodeOf(string file) => file[..file.IndexOf('.', StringComparison.Ordinal)];
}
