using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Genesys.Tests;

/// <summary>The version is in Directory.Build.props; whatever else names it says the same.</summary>
public partial class VersionTests
{
    private static readonly string Version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"))
        .Descendants("Version").Single().Value;

    [Fact]
    public void TheChangelog_BeginsWithIt() =>
        Assert.Equal(
            Version, Heading().Match(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"))).Groups[1].Value);

    [Theory]
    [InlineData("deploy/compose/compose.yaml")]
    [InlineData("deploy/kubernetes/receiver.yaml")]
    public void TheImages_HaveIt(string file)
    {
        var tags = ImageTag().Matches(File.ReadAllText(Path.Combine(Repository.Root, file)))
            .Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(tags);
        Assert.All(tags, tag => Assert.Equal(Version, tag));
    }

    [GeneratedRegex(@"^## (\d+\.\d+\.\d+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"genesys-[a-z]+:(\d[\w.]*)")]
    private static partial Regex ImageTag();
}
