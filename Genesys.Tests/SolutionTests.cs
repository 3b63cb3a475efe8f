namespace Genesys.Tests;

public class SolutionTests
{
    [Fact]
    public void EveryProjectFolder_IsInTheSolution()
    {
        var root = Repository.Root;
        var solution = File.ReadAllText(Path.Combine(root, "Genesys.sln")).Replace('\\', '/');

        var missing = Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal));

        Assert.Empty(missing);
    }
}
