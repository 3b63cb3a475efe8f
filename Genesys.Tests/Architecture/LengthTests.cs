using System.Text.RegularExpressions;

namespace Genesys.Tests.Architecture;

/// <summary>What is read on one screen. Methods of more than 60 lines are an error of the build (MA0051).</summary>
public partial class LengthTests
{
    private const int MostLines = 350;
    private const int MostColumns = 120;

    /// <summary>Folders that have longer lines: SQL, and sentences that begin with a place.</summary>
    private static readonly string[] WithLongerLines = ["Journal"];

    private static readonly string Receiver = Path.Combine(Repository.Root, "Genesys.Receiver");

    private static readonly string[] Files = CodeOf(Receiver);

    private static readonly string[] Tests = CodeOf(Path.Combine(Repository.Root, "Genesys.Tests"));

    private static readonly IEnumerable<string> Pages = new[] { "Development", "Pages", "Parts" }.SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Genesys.Console", folder), "*.razor"));

    [Fact]
    public void NoFile_HasMoreThan350Lines() =>
        Assert.DoesNotContain(Files, file => File.ReadLines(file).Count() > MostLines);

    [Fact]
    public void NoLine_IsLongerThan120Columns() => Assert.Empty(LongLines(
        Files.Where(file => !WithLongerLines.Contains(FolderOf(file))).Concat(Pages), File.ReadAllText));

    [Fact]
    public void NoLineOfTheTests_IsLongerThan120Columns_ButForATextThatCannotBeBroken() => Assert.Empty(LongLines(
        Tests,
        file => Text().Replace(
            File.ReadAllText(file), text => new string('\n', text.Value.Count(one => one == '\n')))));

    private static string[] CodeOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => FolderOf(file, folder) is not ("bin" or "obj")),
    ];

    private static IEnumerable<string> LongLines(IEnumerable<string> files, Func<string, string> read) => files
        .SelectMany(file => read(file).Split('\n').Select((line, index) => (Line: line, Place: $"{file}:{index + 1}")))
        .Where(line => line.Line.Length > MostColumns && !IsOneWord(line.Line))
        .Select(line => line.Place);

    // An address in a comment.
    private static bool IsOneWord(string line) =>
        !line.Trim().TrimStart('/').Trim().Contains(' ', StringComparison.Ordinal);

    private static string FolderOf(string file) => FolderOf(file, Receiver);

    private static string FolderOf(string file, string folder) =>
        Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0];

    // A request or an event as they are sent, a page that is written, a query.
    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"", RegexOptions.None, 1000)]
    private static partial Regex Text();
}
