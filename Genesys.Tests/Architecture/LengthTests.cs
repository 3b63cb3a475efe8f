using System.Text.RegularExpressions;

namespace Genesys.Tests.Architecture;

/// <summary>What is read on one screen. Methods of more than 60 lines are an error of the build (MA0051).</summary>
public partial class LengthTests
{
    private const int MostLines = 350;
    private const int MostColumns = 120;

    private static readonly string[] NotOurs = ["bin", "obj", ".git"];

    private static readonly string[] Files = CodeOf(Path.Combine(Repository.Root, "Genesys.Receiver"));

    private static readonly IEnumerable<string> Pages = new[] { "Development", "Pages", "Parts" }.SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Genesys.Console", folder), "*.razor"));

    [Fact]
    public void NoFile_HasMoreThan350Lines() =>
        Assert.DoesNotContain(Files, file => File.ReadLines(file).Count() > MostLines);

    [Fact]
    public void NoLineOfAPage_IsLongerThan120Columns() => Assert.Empty(LongLines(Pages, File.ReadAllText));

    [Fact]
    public void NoLine_IsLongerThan120Columns_ButForATextThatCannotBeBroken() => Assert.Empty(LongLines(
        CodeOf(Repository.Root),
        file => Text().Replace(
            File.ReadAllText(file), text => new string('\n', text.Value.Count(one => one == '\n')))));

    private static string[] CodeOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
                .Any(NotOurs.Contains)),
    ];

    private static IEnumerable<string> LongLines(IEnumerable<string> files, Func<string, string> read) => files
        .SelectMany(file => read(file).Split('\n').Select((line, index) => (Line: line, Place: $"{file}:{index + 1}")))
        .Where(line => line.Line.Length > MostColumns && !IsOneWord(line.Line))
        .Select(line => line.Place);

    // An address in a comment.
    private static bool IsOneWord(string line) =>
        !line.Trim().TrimStart('/').Trim().Contains(' ', StringComparison.Ordinal);

    // A request or an event as they are sent, a page that is written, a query, a sentence of an error.
    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"", RegexOptions.None, 1000)]
    private static partial Regex Text();
}
