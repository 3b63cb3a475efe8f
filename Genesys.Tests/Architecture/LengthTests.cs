namespace Genesys.Tests.Architecture;

/// <summary>What is read on one screen. Methods of more than 60 lines are an error of the build (MA0051).</summary>
public class LengthTests
{
    private const int MostLines = 350;
    private const int MostColumns = 140;

    /// <summary>Folders that have longer lines: SQL, and sentences that begin with a place.</summary>
    private static readonly string[] WithLongerLines = ["Journal"];

    private static readonly string Receiver = Path.Combine(Repository.Root, "Genesys.Receiver");

    private static readonly string[] Files =
        [.. Directory.EnumerateFiles(Receiver, "*.cs", SearchOption.AllDirectories).Where(file => FolderOf(file) is not ("bin" or "obj"))];

    private static readonly IEnumerable<string> Pages = new[] { "Development", "Pages", "Parts" }.SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Genesys.Console", folder), "*.razor"));

    [Fact]
    public void NoFile_HasMoreThan350Lines() =>
        Assert.DoesNotContain(Files, file => File.ReadLines(file).Count() > MostLines);

    [Fact]
    public void NoLine_IsLongerThan140Columns() => Assert.Empty(
        Files.Where(file => !WithLongerLines.Contains(FolderOf(file))).Concat(Pages)
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (Line: line, Place: $"{file}:{index + 1}")))
            .Where(line => line.Line.Length > MostColumns)
            .Select(line => line.Place));

    private static string FolderOf(string file) => Path.GetRelativePath(Receiver, file).Split(Path.DirectorySeparatorChar)[0];
}
