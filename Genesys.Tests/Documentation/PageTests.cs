using System.Text.RegularExpressions;

namespace Genesys.Tests.Documentation;

/// <summary>The pages of docs/ and the root: what they point to exists.</summary>
public partial class PageTests
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLink_LeadsSomewhere(string page)
    {
        var path = Path.Combine(Repository.Root, page);

        Assert.All(
            Link().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal)),
            target =>
            {
                var parts = target.Split('#', 2);
                var file = parts[0].Length == 0
                    ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
                Assert.True(
                    File.Exists(file) || Directory.Exists(file), $"{page} links to {target}, which isn't there.");
                if (parts.Length == 2)
                {
                    Assert.Contains(parts[1], Anchors(file));
                }
            });
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EverySettingThatIsNamed_Exists(string page)
    {
        var reference = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));
        var settings = SettingRow().Matches(reference)
            .SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value }).ToList();
        var sections = settings.Where(setting => setting.Contains(':', StringComparison.Ordinal))
            .Select(setting => setting.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var known = settings.Concat(AppHostSettings).SelectMany(WithItsParents).ToHashSet(StringComparer.Ordinal);

        Assert.All(
            NamedSetting().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
                .Select(match => match.Groups[1].Value)
                .Where(name => sections.Contains(name.Split(':', '_')[0])),
            name =>
                Assert.Contains(
                    Index()
                        .Replace(Regex.Replace(name, "_FILE$", "").Replace("__", ":", StringComparison.Ordinal), ":*"),
                        known));
    }

    [Fact]
    public void EveryPageOfDocs_IsLinkedFromTheReadme()
    {
        var linked = Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .Select(match => match.Groups[1].Value.Split('#')[0]).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Select(path => $"docs/{Path.GetFileName(path)}"),
            page => !linked.Contains(page));
    }

    /// <summary>What the AppHost reads by itself; the receiver has sections of the same names.</summary>
    private static readonly string[] AppHostSettings =
    [
        "CloudWatch:Provider", "CloudWatch:LocalStack:Registry", "CloudWatch:LocalStack:Image",
        "CloudWatch:LocalStack:Tag",
        "CloudWatch:LocalStack:HealthPath", "Journal:Provider", "Journal:Server", "Journal:PostgresBin",
    ];

    /// <summary>A section may be named as well as a setting, and a list without its index.</summary>
    private static IEnumerable<string> WithItsParents(string setting)
    {
        var levels = setting.Replace("__", ":", StringComparison.Ordinal).Split(':');
        return Enumerable.Range(1, levels.Length).Select(count => string.Join(':', levels.Take(count)));
    }

    private static IEnumerable<string> Anchors(string file) => File.ReadLines(file)
        .Where(line => line.StartsWith('#'))
        .Select(line => NoAnchor().Replace(line.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `([^`]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"`([A-Z][A-Za-z]+(?:(?::|__)[A-Z0-9*][A-Za-z0-9*]*)+(?:_FILE)?)(?:=[^`]*)?`")]
    private static partial Regex NamedSetting();

    [GeneratedRegex(@":\d+")]
    private static partial Regex Index();

    [GeneratedRegex(@"[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
