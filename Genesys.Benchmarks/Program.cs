using BenchmarkDotNet.Running;
using Genesys.Benchmarks.Http;
using Genesys.Benchmarks.Journal;
using Genesys.Benchmarks.Kill;
using Genesys.Benchmarks.MockCloudWatch;
using Genesys.Benchmarks.Outage;
using Genesys.Benchmarks.Scale;
using Genesys.Benchmarks.Soak;
using Genesys.Benchmarks.Validation;

// dotnet run -c Release --project Genesys.Benchmarks -- NAME …
switch (args)
{
    // Durable records by many callers, without HTTP: [--finished 5000000] [--provider Postgres --connection TEXT]
    case [JournalLoad.Name, .. var rest]:
        return await JournalLoad.RunAsync(rest);

    // kill -9 under load, and everything that was answered is looked for: --help
    case [KillCommand.Name, .. var rest]:
        return await KillCommand.RunAsync(rest);

    // Receivers at twice Genesys Cloud's rate limit, with outages: [--minutes 4] [--receivers 3] [--stranger 2]
    case [SoakRun.Name, .. var rest]:
        return await SoakRun.RunAsync(rest);

    // CloudWatch away under load: [--seconds 600] [--rate 500] [--postgres TEXT]
    case [OutageCommand.Name, .. var rest]:
        return await OutageCommand.RunAsync(rest);

    // Several receivers on one database: --postgres TEXT [--receivers 1,2,4]
    case [ScaleCommand.Name, .. var rest]:
        return await ScaleCommand.RunAsync(rest);

    // What Http/compare.sh measures the receiver beside, and where it sends its telemetry.
    case [BareKestrel.Name, .. var rest]:
        BareKestrel.Run(rest);
        return 0;
    case [OtlpSink.Name, .. var rest]:
        OtlpSink.Run(rest);
        return 0;

    // MockCloudWatch/compare.sh: calls to a CloudWatch Logs endpoint
    case ["cloudwatch-logs", .. var rest]:
        return await LogsLoad.RunAsync(rest);

    // BenchmarkDotNet: --list flat | --filter '*Validation*' [--job short]
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ValidationBenchmarks).Assembly).Run(args);
        return 0;
}
