using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Genesys.Tests.Documentation;

/// <summary>docs/tutorial.md names tests for each thing that the tutorial's code does wrong: they are there.</summary>
public partial class TutorialPageTests
{
    [Fact]
    public void EachRow_NamesTestsThatAreThere()
    {
        var tests = typeof(TutorialPageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute)))
                .Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/tutorial.md")));

        Assert.Equal(
            Enumerable.Range(1, 30), rows.Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.All(rows, row =>
        {
            var named = row.Groups[2].Value.Split(", ");
            Assert.All(named, name => Assert.Contains(name.Trim('`'), tests));
        });
    }

    [GeneratedRegex(@"^\| (\d+) \|.*\| ([^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
