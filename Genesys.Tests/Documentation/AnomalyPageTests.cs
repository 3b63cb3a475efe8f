using System.Text.Json;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Journal;
using Genesys.Tests.Journal;

namespace Genesys.Tests.Documentation;

/// <summary>The log event that docs/anomalies.md shows is one that a receiver writes.</summary>
public class AnomalyPageTests
{
    private static readonly JsonElement Shown = Read();

    [Fact]
    public void ShownLogEvent_HasTheMembersOfAWrittenOne_InTheirOrder()
    {
        var written = JsonElement.Parse(
            new AnomalyMessage(new CloudWatchOptions()).Write(
                new LeasedAnomaly(1, 1, JournalRecords.AnAnomaly("a-request")), 1_772_366_400_000).Message);

        Assert.Equal(
            written.EnumerateObject().Select(member => member.Name),
            Shown.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void ShownLogEvent_HasARequestIdAsTheReceiverMakesThem() =>
        Assert.True(Guid.TryParseExact(Shown.GetProperty("requestId").GetString(), "D", out _));

    [Fact]
    public void ShownLogEvent_TellsEachOfItsErrors_AsDetailsDo()
    {
        var paths = Shown.GetProperty("errorPaths").EnumerateArray().Select(path => path.GetString()!).ToList();
        var details = Shown.GetProperty("errorDetails").GetString()!.Split("; ");

        Assert.Equal(paths.Count, Shown.GetProperty("errorCount").GetInt32());
        Assert.Equal(paths.Select(path => path[1..].Replace('/', '.')), details.Select(text => text.Split(": ")[0]));
    }

    private static JsonElement Read()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/anomalies.md"));
        var begin = page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        return JsonElement.Parse(page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)]);
    }
}
