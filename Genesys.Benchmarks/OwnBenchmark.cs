namespace Genesys.Benchmarks;

/// <summary>A benchmark that BenchmarkDotNet doesn't know.</summary>
/// <param name="Usage">Its name, then what it takes.</param>
/// <param name="Purpose">What it measures.</param>
/// <param name="RunAsync">Runs it with what follows its name.</param>
internal sealed record OwnBenchmark(string Usage, string Purpose, Func<string[], Task<int>> RunAsync)
{
    public string Name => Usage.Split(' ')[0];

    /// <summary>Writes a list of them.</summary>
    public static void List(IEnumerable<OwnBenchmark> benchmarks, TextWriter output)
    {
        output.WriteLine("Benchmarks (NAME --help lists what one takes):");
        foreach (var one in benchmarks)
        {
            output.WriteLine($"  {one.Name,-16} {one.Purpose}");
        }

        output.WriteLine("  --filter PATTERN BenchmarkDotNet's; --list flat lists them");
        output.WriteLine();
    }
}
