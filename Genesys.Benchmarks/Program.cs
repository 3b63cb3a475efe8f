using BenchmarkDotNet.Running;
using Genesys.Benchmarks;
using Genesys.Benchmarks.Http;
using Genesys.Benchmarks.Journal;
using Genesys.Benchmarks.MockCloudWatch;
using Genesys.Benchmarks.Validation;

// dotnet run -c Release --project Genesys.Benchmarks -- NAME …
OwnBenchmark[] own =
[
    new(JournalLoad.Known.Usage, "durable records by many callers, without HTTP", JournalLoad.RunAsync),
    new(JournalGrowth.Known.Usage, "what a journal that fills costs", JournalGrowth.RunAsync),
    new(JournalSearch.Known.Usage, "what asking the journal takes", JournalSearch.RunAsync),
    new(LogsLoad.Known.Usage, "calls to a CloudWatch Logs endpoint, for MockCloudWatch/compare.sh", LogsLoad.RunAsync),
    new(PostLoop.Usage, "what Http/handover.sh measures a webhook beside", PostLoop.RunAsync),
    new(
        $"{BareKestrel.Name} [--urls URL]", "what Http/compare.sh measures the receiver beside",
        Serve(BareKestrel.Run)),
    new($"{OtlpSink.Name} [--urls URL]", "where Http/compare.sh has its telemetry sent", Serve(OtlpSink.Run)),
];

var named = own.FirstOrDefault(one => one.Name == args.FirstOrDefault());
switch (args)
{
    case [_, "--help" or "-h" or "-?", ..] when named is not null:
        Console.WriteLine($"Usage: {named.Usage}\n{named.Purpose}");
        return 0;
    case [_, .. var rest] when named is not null:
        return await named.RunAsync(rest);
    case [['-', ..] first, ..]:
        if (first is "--help" or "-h" or "-?")
        {
            OwnBenchmark.List(own, Console.Out);
        }

        break;
    case [var unknown, ..]:
        await Console.Error.WriteLineAsync($"There is no benchmark {unknown}.");
        OwnBenchmark.List(own, Console.Error);
        return 2;
    default:
        OwnBenchmark.List(own, Console.Out);
        break;
}

// BenchmarkDotNet: --list flat | --filter '*Validation*' [--job short]
BenchmarkSwitcher.FromAssembly(typeof(ValidationBenchmarks).Assembly).Run(args);
return 0;

static Func<string[], Task<int>> Serve(Action<string[]> run) => args =>
{
    run(args);
    return Task.FromResult(0);
};
