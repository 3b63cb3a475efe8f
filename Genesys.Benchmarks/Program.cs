using BenchmarkDotNet.Running;
using Genesys.Benchmarks.Validation;

// dotnet run -c Release --project Genesys.Benchmarks -- --list flat | --filter '*Validation*' [--job short]
BenchmarkSwitcher.FromAssembly(typeof(ValidationBenchmarks).Assembly).Run(args);
