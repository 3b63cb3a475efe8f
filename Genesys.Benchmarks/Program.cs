using BenchmarkDotNet.Running;
using Genesys.Benchmarks.Http;
using Genesys.Benchmarks.Journal;
using Genesys.Benchmarks.MockCloudWatch;
using Genesys.Benchmarks.Validation;

// dotnet run -c Release --project Genesys.Benchmarks -- journal [--finished 5000000]: durable records by many callers
if (args is ["journal", .. var rest])
{
    return await JournalLoad.RunAsync(rest);
}

// Genesys.Benchmarks/MockCloudWatch/compare.sh: calls to a CloudWatch Logs endpoint
if (args is ["cloudwatch-logs", .. var calls])
{
    return await LogsLoad.RunAsync(calls);
}

// Genesys.Benchmarks/Http/compare.sh: the endpoint that the receiver is measured beside
if (args is ["bare-kestrel", .. var server])
{
    BareKestrel.Run(server);
    return 0;
}

// dotnet run -c Release --project Genesys.Benchmarks -- --list flat | --filter '*Validation*' [--job short]
BenchmarkSwitcher.FromAssembly(typeof(ValidationBenchmarks).Assembly).Run(args);
return 0;
