using System.Text.RegularExpressions;

namespace Genesys.Tests.Documentation;

/// <summary>docs/troubleshooting.md quotes what a receiver says.</summary>
public partial class TroubleshootingPageTests
{
    [Fact]
    public void SentenceOfASettingThatIsMissing_IsWhatTheStartSays()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/troubleshooting.md"));
        var failure = Assert.ThrowsAny<Exception>(
            () => ReceiverApp.Start(new() { ["Intake:Auth:Mode"] = null }).Dispose());

        Assert.Contains(
            Assert.Single(Quoted().Matches(page)).Groups[1].Value, failure.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("lines such as `([^`]+)`")]
    private static partial Regex Quoted();
}
