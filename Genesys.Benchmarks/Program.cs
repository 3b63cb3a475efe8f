using BenchmarkDotNet.Running;
using Genesys.Benchmarks.Http;
using Genesys.Benchmarks.Journal;
using Genesys.Benchmarks.MockCloudWatch;
using Genesys.Benchmarks.Validation;

// dotnet run -c Release --project Genesys.Benchmarks -- NAME …
switch (args)
{
    // Durable records by many callers, without HTTP: [--finished 5000000] [--provider Postgres --connection TEXT]
    case [JournalLoad.Name, .. var rest]:
        return await JournalLoad.RunAsync(rest);

    // What a journal that fills costs: [--finished 5000000 --open 1000000] [--postgres TEXT] [--page docs/capacity.md]
    case [JournalGrowth.Name, .. var rest]:
        return await JournalGrowth.RunAsync(rest);

    // What asking the journal takes: [--finished 5000000] [--seconds 10] [--folder DIR]
    case [JournalSearch.Name, .. var rest]:
        return await JournalSearch.RunAsync(rest);

    // What Http/compare.sh measures the receiver beside, and where it sends its telemetry.
    case [BareKestrel.Name, .. var rest]:
        BareKestrel.Run(rest);
        return 0;
    case [OtlpSink.Name, .. var rest]:
        OtlpSink.Run(rest);
        return 0;

    // What Http/handover.sh measures a webhook beside: ADDRESS SECONDS CALLS-AT-A-TIME BYTES
    case [PostLoop.Name, .. var rest]:
        return await PostLoop.RunAsync(rest);

    // MockCloudWatch/compare.sh: calls to a CloudWatch Logs endpoint
    case ["cloudwatch-logs", .. var rest]:
        return await LogsLoad.RunAsync(rest);

    // BenchmarkDotNet: --list flat | --filter '*Validation*' [--job short]
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ValidationBenchmarks).Assembly).Run(args);
        return 0;
}
